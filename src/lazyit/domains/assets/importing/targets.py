"""Where the columns of an asset list may go, and the words by which they are known."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets.choices import Status
from lazyit.foundation.imports.kinds import Choice, Preset, Target, ValueType

_ASSET, _MODEL, _PERSON = _("Asset"), _("Model"), _("Person")

_STATUS_WORDS: dict[Status, tuple[str, ...]] = {
    Status.OPERATIONAL: (
        "active", "in use", "deployed", "deployable", "operational", "nueva", "nuevo", "activo",
        "activa", "en uso", "operativo", "operativa", "en servicio",
    ),
    Status.IN_MAINTENANCE: (
        "repair", "in repair", "maintenance", "broken", "pending", "pendiente", "reparación",
        "en reparación", "mantenimiento", "en mantenimiento", "roto", "rota",
    ),
    Status.IN_STORAGE: (
        "storage", "stored", "spare", "ready to deploy", "in stock", "almacenado", "almacenada",
        "en almacén", "en depósito", "de repuesto", "en stock",
    ),
    Status.RETIRED: (
        "retired", "decommissioned", "disposed", "archived", "retirado", "retirada",
        "dado de baja", "dada de baja", "de baja", "archivado", "archivada",
    ),
    Status.LOST: (
        "lost", "stolen", "missing", "lost stolen", "perdido", "perdida", "robado", "robada",
        "extraviado", "extraviada",
    ),
    Status.UNKNOWN: ("unknown", "desconocido", "desconocida"),
}  # fmt: skip
STATUSES = tuple(
    Choice(status.value, status.label, words) for status, words in _STATUS_WORDS.items()
)

TARGETS = (
    Target("name", _("Name"), _ASSET, ("Asset Name", "Nombre", "Nombre del activo"), required=True),
    Target(
        "status",
        _("Status"),
        _ASSET,
        ("Estado",),
        ValueType.CHOICE,
        required=True,
        choices=STATUSES,
    ),
    Target(
        "serial",
        _("Serial number"),
        _ASSET,
        ("Serial", "Serial No", "Serial Number", "Número de serie", "Serie"),
        ValueType.IDENTIFIER,
    ),
    Target(
        "assetTag",
        _("Asset tag"),
        _ASSET,
        ("Tag", "Asset Tag", "Asset Tag Number", "Placa del activo", "Etiqueta"),
        ValueType.IDENTIFIER,
    ),
    Target("model", _("Model"), _ASSET, ("Model Name", "Asset Model", "Modelo")),
    Target("location", _("Location"), _ASSET, ("Ubicación", "Default Location")),
    Target(
        "checkedOutLocation",
        _("Checked out to location"),
        _ASSET,
        ("Checked Out To: Location", "Checkout Location"),
    ),
    Target("company", _("Company"), _ASSET, ("Empresa", "Compañía")),
    Target(
        "purchaseDate",
        _("Purchase date"),
        _ASSET,
        ("Purchase Date", "Purchased", "Fecha de compra", "Comprado"),
        ValueType.DATE,
    ),
    Target(
        "warrantyEnd",
        _("Warranty end"),
        _ASSET,
        (
            "Warranty End", "Warranty Expiration", "Warranty Expiry",
            "Vencimiento de la garantía", "Fin Garantía", "Fin de garantía",
        ),
        ValueType.DATE,
    ),
    Target(
        "purchaseCost",
        _("Purchase cost"),
        _ASSET,
        ("Purchase Cost", "Cost", "Price", "Costo", "Costo de compra", "Precio"),
        ValueType.MONEY,
    ),
    Target(
        "salvageValue",
        _("Salvage value"),
        _ASSET,
        ("Salvage Value", "Residual Value", "Valor residual", "Valor de rescate"),
        ValueType.MONEY,
    ),
    Target(
        "usefulLifeMonths",
        _("Useful life (months)"),
        _ASSET,
        (
            "Useful Life (months)", "Useful Life", "Depreciation", "EOL Rate",
            "Vida útil (meses)", "Depreciación",
        ),
        ValueType.INTEGER,
    ),
    Target(
        "endOfLife",
        _("End of life (date)"),
        _ASSET,
        ("Asset EOL Date", "EOL Date", "EOL", "End of Life", "Fin de vida útil"),
        ValueType.DATE,
    ),
    Target(
        "notes",
        _("Notes"),
        _ASSET,
        ("Note", "Asset Notes", "Notas", "Nota", "Observaciones"),
        max_length=2_000,
    ),
    Target("manufacturer", _("Manufacturer"), _MODEL, ("Fabricante", "Marca")),
    Target("category", _("Category"), _MODEL, ("Categoría",), max_length=100),
    Target(
        "sku",
        _("Model number"),
        _MODEL,
        ("Model No.", "Model Number", "Número de modelo", "SKU"),
        ValueType.IDENTIFIER,
        max_length=100,
    ),
    Target(
        "modelDescription",
        _("Model description"),
        _MODEL,
        ("Model Notes", "Model Description", "Notas del modelo", "Descripción del modelo"),
        max_length=2_000,
    ),
    Target(
        "personName",
        _("Full name"),
        _PERSON,
        ("Assigned To", "Checked Out To", "Asignado a", "Asignado"),
    ),
    Target(
        "firstName",
        _("First name"),
        _PERSON,
        ("First Name", "Checked Out To: First Name", "Nombre de pila", "Nombres"),
        max_length=100,
    ),
    Target(
        "lastName",
        _("Last name"),
        _PERSON,
        ("Last Name", "Checked Out To: Last Name", "Apellido", "Apellidos"),
        max_length=100,
    ),
    Target(
        "email",
        _("E-mail"),
        _PERSON,
        ("Email", "Checked Out To: Email", "Correo", "Correo electrónico"),
        max_length=254,
    ),
    Target(
        "username",
        _("Username"),
        _PERSON,
        ("User Name", "Checked Out To: Username", "Usuario", "Nombre de usuario"),
        max_length=100,
    ),
    Target(
        "employeeNumber",
        _("Employee number"),
        _PERSON,
        ("Employee No.", "Employee Number", "Legajo", "Número de empleado"),
        ValueType.IDENTIFIER,
        max_length=100,
    ),
    Target("jobTitle", _("Job title"), _PERSON, ("Title", "Job Title", "Cargo", "Puesto")),
    Target("department", _("Department"), _PERSON, ("Departamento", "Área")),
    Target("supervisor", _("Supervisor"), _PERSON, ("Manager", "Jefe", "Jefa", "Supervisora")),
)  # fmt: skip

SNIPE_IT = Preset(
    key="snipe-it",
    label="Snipe-IT",
    marks=(
        "Checkout Type",
        "Checked Out To: Username",
        "Checked Out To: First Name",
        "Checked Out To: Email",
        "Checked Out To: Location",
        "Asset EOL Date",
        "Model Notes",
        "Asset Notes",
    ),
    custom=("Supplier", "Order Number"),
    # Its asset export has no status column.
    constants={"status": Status.OPERATIONAL.value},
)

# Names of the asset's own fields: a custom field called so would only confuse.
RESERVED_KEYS = frozenset(
    {"name", "status", "serial", "assetTag", "modelId", "locationId", "company", "purchaseDate",
     "warrantyEnd", "purchaseCost", "salvageValue", "usefulLifeMonths", "notes", "specs"}
)  # fmt: skip
PERSON_TARGETS = frozenset(target.key for target in TARGETS if target.group is _PERSON)
