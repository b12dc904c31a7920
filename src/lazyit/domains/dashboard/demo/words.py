"""The words that an invented company is made of."""

# ruff: noqa: SIM905 – names as prose are easier to read than one a line

from __future__ import annotations

FIRST_NAMES = (
    "Adriana Ana Ángel Anke Beatriz Björn Camila Chloé Daniel Elena Emeka Fatima Félix Greta Hana "
    "Ibrahim Inés Iván Joana Jonas José Julia Karim Lars Léa Lucía Łukasz Maja Marta Mateo Nadia "
    "Noah Nuria Olga Óscar Paula Rafael Renée Samuel Sofía Tariq Tomás Úrsula Víctor Wen Yara Zoë"
).split()
LAST_NAMES = (
    "Acosta Aguilar Álvarez Baptiste Becker Castro Čapek Díaz Dubois Ekström Fernández Ferrari "
    "Fischer García Gómez Grünwald Haddad Herrera Ibáñez Jansen Jiménez Kowalska Krüger Lefèvre "
    "López Marín Martínez Mensah Møller Muñoz Navarro Nguyen Núñez Okafor Ortega Peña Pérez Ramos "
    "Rossi Ruiz Sánchez Schäfer Silva Şahin Tanaka Torres Vargas Vega Weiß Ximénez Yılmaz Zúñiga"
).split()
CITIES = (
    "Bogotá Buenos-Aires Córdoba Hamburg København Lima Lisboa Lyon Madrid Medellín México "
    "Montevideo Montréal München Porto Quito Santiago Sevilla Valencia Zürich"
).split()
COMPANIES = ("Northwind", "Contoso Ibérica", "Globex", None, None)
DEPARTMENTS = ("Sales", "Support", "Finance", "Engineering", "People", "Legal", "Operations")

# Category, manufacturers, lines of products, and what their custom fields hold.
PRODUCTS = (
    ("Laptop", ("Lenovo", "Dell", "HP", "Apple"), ("ThinkPad T", "Latitude 5", "EliteBook 8")),
    ("Desktop", ("Dell", "HP"), ("OptiPlex 7", "EliteDesk 8")),
    ("Mobile", ("Apple", "Samsung", "Fairphone"), ("Phone ", "Galaxy S")),
    ("Server", ("Dell", "HPE", "Supermicro"), ("PowerEdge R", "ProLiant DL")),
    ("Switch", ("Cisco", "Aruba", "MikroTik"), ("Catalyst 9", "CX 6")),
    ("Printer", ("Brother", "Kyocera"), ("HL-L", "Ecosys M")),
    ("Peripheral", ("Dell", "LG", "Logitech"), ("UltraSharp U", "Brio ", "Dock WD")),
    ("Firewall", ("Fortinet", "Netgate"), ("FortiGate ", "Netgate ")),
    ("UPS", ("APC", "Eaton"), ("Smart-UPS ", "9PX ")),
)
PROCESSORS = ("i5-1345U", "i7-1365U", "Ryzen 7 7840U", "M3")
MEMORY = ("16 GB", "32 GB", "64 GB")
