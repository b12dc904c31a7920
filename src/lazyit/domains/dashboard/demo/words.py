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
CITIES = {
    "Bogotá": "BOG",
    "Buenos Aires": "BUE",
    "Córdoba": "COR",
    "Hamburg": "HAM",
    "København": "CPH",
    "Lima": "LIM",
    "Lisboa": "LIS",
    "Lyon": "LYS",
    "Madrid": "MAD",
    "Medellín": "MDE",
    "México": "MEX",
    "Montevideo": "MVD",
    "Montréal": "YUL",
    "München": "MUC",
    "Porto": "OPO",
    "Quito": "UIO",
    "Santiago": "SCL",
    "Sevilla": "SVQ",
    "Valencia": "VLC",
    "Zürich": "ZRH",
}
COMPANIES = ("Northwind", "Contoso Ibérica", "Globex", None, None)

# Category, letters in an asset's name, manufacturer, line of products.
PRODUCTS = (
    ("Laptop", "LT", "Lenovo", "ThinkPad T14"),
    ("Laptop", "LT", "Lenovo", "ThinkPad X1 Carbon"),
    ("Laptop", "LT", "Dell", "Latitude 5440"),
    ("Laptop", "LT", "HP", "EliteBook 840"),
    ("Laptop", "LT", "Apple", "MacBook Pro 14"),
    ("Peripheral", "MN", "Dell", "UltraSharp U2723QE"),
    ("Peripheral", "MN", "LG", "UltraFine 27"),
    ("Peripheral", "DK", "Lenovo", "ThinkPad Dock"),
    ("Mobile", "PH", "Apple", "iPhone"),
    ("Mobile", "PH", "Samsung", "Galaxy S"),
    ("Desktop", "DT", "Dell", "OptiPlex 7010"),
    ("Desktop", "DT", "HP", "EliteDesk 800"),
    ("Server", "SV", "Dell", "PowerEdge R750"),
    ("Server", "SV", "HPE", "ProLiant DL380"),
    ("Switch", "SW", "Cisco", "Catalyst 9300"),
    ("Switch", "SW", "Aruba", "CX 6200"),
    ("Firewall", "FW", "Fortinet", "FortiGate 100"),
    ("Printer", "PR", "Brother", "HL-L6410"),
    ("Printer", "PR", "Kyocera", "Ecosys M3645"),
    ("UPS", "UP", "APC", "Smart-UPS 1500"),
)
PROCESSORS = ("i5-1345U", "i7-1365U", "Ryzen 7 7840U", "M3")
MEMORY = ("16 GB", "32 GB", "64 GB")

# What stands in notes, each before a number.
REMARKS = (
    "Battery replaced under warranty, claim",
    "Invoice",
    "Network card",
    "Returned for repair, ticket",
    "Licence key",
    "New power supply, part",
    "Disk encrypted, recovery id",
    "Screen scratched, photographed as",
    "Handed in at reception, receipt",
    "Firmware brought to build",
    "Reinstalled from image",
    "Lent out for the fair, slip",
)
