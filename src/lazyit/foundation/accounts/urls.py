from django.urls import URLPattern, URLResolver, include, path

from lazyit.foundation.accounts.views import provider, security, service_accounts, sign_in

one_service_account = [
    path("", service_accounts.service_account, name="service_account"),
    path("/edit", service_accounts.edit_service_account, name="service_account_edit"),
    path("/rotate", service_accounts.rotate_service_account, name="service_account_rotate"),
    path("/active", service_accounts.set_service_account_active, name="service_account_active"),
    path("/revoke", service_accounts.revoke_service_account, name="service_account_revoke"),
    path("/restore", service_accounts.restore_service_account, name="service_account_restore"),
]
settings: list[URLPattern | URLResolver] = [
    path("", service_accounts.service_account_list, name="service_accounts"),
    path("/new", service_accounts.new_service_account, name="service_account_new"),
    path("/<opaque:account_id>", include(one_service_account)),
]
own_security = [
    path("", security.security_page, name="security"),
    path("/sessions/end", security.end_sessions, name="end_sessions"),
    path("/two-step/on", security.two_factor_on, name="two_factor_on"),
    path("/two-step/off", security.two_factor_off, name="two_factor_off"),
    path("/recovery-codes", security.recovery_codes, name="recovery_codes"),
]
# The names that begin with account_ and mfa_ are allauth's: it leads there by itself.
urlpatterns = [
    path("sign-in", sign_in.sign_in_page, name="account_login"),
    path("sign-in/code", sign_in.code_page, name="mfa_authenticate"),
    path("sign-in/provider", provider.leave_for_provider, name="provider_sign_in"),
    path("sign-in/callback", provider.return_from_provider, name="provider_callback"),
    path("sign-out", sign_in.sign_out, name="account_logout"),
    path("profile/password", security.password_page, name="own_password"),
    path("profile/security", include(own_security)),
    path("settings/service-accounts", include(settings)),
]
