"""Django applications that every domain uses; none of them knows a domain."""
