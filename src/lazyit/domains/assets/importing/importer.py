"""Plans or writes one row at a time: the dry run and the commit share every line of this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lazyit.domains.assets.actions.tags import current_scheme
from lazyit.domains.assets.importing.makers import Maker, Planner, Writer
from lazyit.domains.assets.importing.people import names_somebody
from lazyit.domains.assets.importing.references import CREATE, LINK, Linker
from lazyit.domains.assets.importing.register import Register
from lazyit.domains.assets.models import Asset
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.imports.kinds import Action, Draft, Problem, RowResult
from lazyit.foundation.imports.models import ImportSession
from lazyit.foundation.records.writing import plain
from lazyit.kernel import clock
from lazyit.kernel.errors import DomainError

_COLUMNS = {
    "name": "name",
    "status": "status",
    "serial": "serial",
    "assetTag": "asset_tag",
    "company": "company",
    "purchaseDate": "purchase_date",
    "warrantyEnd": "warranty_end",
    "purchaseCost": "purchase_cost",
    "salvageValue": "salvage_value",
    "usefulLifeMonths": "useful_life_months",
    "notes": "notes",
}
Row = Mapping[str, Any]


class AssetImporter:
    """The importer of one session, for one job."""

    def __init__(self, actor: Actor, session: ImportSession, *, dry_run: bool) -> None:
        self._session = session
        self._maker: Maker = Planner() if dry_run else Writer(actor)
        self._register = Register(keep_made=dry_run)
        self._mints_tags = current_scheme().enabled
        self._claims: dict[tuple[str, str], int] = {}
        self._dry_run = dry_run

    def process(self, drafts: Sequence[Draft]) -> list[RowResult]:
        """Create or update the asset of each row, and what belongs to it."""
        self._maker.begin()
        self._register.load([{**draft.constants, **draft.values} for draft in drafts])
        results = [self._processed(draft) for draft in drafts]
        self._maker.flush()
        return results

    def _processed(self, draft: Draft) -> RowResult:
        try:
            return self._row(draft)
        except DomainError as refusal:
            if not self._dry_run:
                raise
            return RowResult.refused(draft, refusal)

    def _row(self, draft: Draft) -> RowResult:
        asset, problems = self._match(draft.values)
        problems += self._claim(draft) if self._dry_run else []
        if problems:
            return RowResult.invalid(draft, *problems)
        row = draft.values if asset else {**draft.constants, **draft.values}
        linker = Linker(self._register, self._maker, row, self._session.created_at)
        person, problems = linker.person()
        if problems:
            return RowResult.invalid(draft, *problems)
        values = self._values(row, asset, linker)
        if asset is None:
            return self._created(draft, {**values, "specs": draft.custom}, person, linker)
        if draft.custom:
            values["specs"] = {**asset.specs, **draft.custom}
        return self._updated(draft, asset, values, person, linker)

    def _match(self, row: Row) -> tuple[Asset | None, list[Problem]]:
        """Find the asset that a row is about: by serial, else by tag."""
        serial, tag = row.get("serial"), row.get("assetTag")
        by_serial = self._register.asset_by_serial(serial)
        by_tag = self._register.asset_by_tag(tag)
        if by_serial and by_tag and by_serial.pk != by_tag.pk:
            return None, [Problem("two-assets", "serial", serial or "", {"tag": tag})]
        if by_tag and not by_serial and serial and by_tag.serial:
            params = {"serial": by_tag.serial}
            return None, [Problem("tag-of-another", "assetTag", tag or "", params)]
        return by_serial or by_tag, []

    def _claim(self, draft: Draft) -> list[Problem]:
        """Let the first row of a file have a serial or tag; the others were told by the dry run."""
        problems: list[Problem] = []
        for target in ("serial", "assetTag"):
            if value := draft.values.get(target):
                line = self._claims.setdefault((target, value), draft.line)
                if line != draft.line:
                    problems.append(Problem("duplicate-in-file", target, value, {"line": line}))
        return problems

    def _values(self, row: Row, asset: Asset | None, linker: Linker) -> dict[str, Any]:
        values = {column: row[target] for target, column in _COLUMNS.items() if target in row}
        if (life := _useful_life(row, asset, linker)) is not None:
            values["useful_life_months"] = life
        if model := linker.model():
            values["model_id"] = model.pk
        if location := linker.location():
            values["location_id"] = location.pk
        return values

    def _created(
        self, draft: Draft, values: dict[str, Any], person: Person | None, linker: Linker
    ) -> RowResult:
        if "asset_tag" in values:
            linker.effects["tag"] = "explicit"
        elif self._mints_tags:
            linker.effects["tag"] = "auto-mint"
        if "serial" not in values and "asset_tag" not in values:
            linker.warnings.append(Problem("no-identity"))
        asset = self._maker.asset(values, self._provenance(draft))
        self._assign(asset, person, linker)
        return self._result(Action.CREATE, draft, asset, linker)

    def _updated(
        self,
        draft: Draft,
        asset: Asset,
        values: dict[str, Any],
        person: Person | None,
        linker: Linker,
    ) -> RowResult:
        changed = {name: value for name, value in values.items() if getattr(asset, name) != value}
        before = {name: getattr(asset, name) for name in changed}
        if changed:
            self._maker.change(asset, changed, self._provenance(draft))
        assigned = self._assign(asset, person, linker)
        action = Action.UPDATE if changed or assigned else Action.UNCHANGED
        result = self._result(action, draft, asset, linker)
        result.changes = {n: [plain(before[n]), plain(value)] for n, value in changed.items()}
        return result

    def _assign(self, asset: Asset, person: Person | None, linker: Linker) -> bool:
        if person is None:
            return False
        if self._register.holds(person, asset):
            linker.effects["assignment"] = LINK
            return False
        self._maker.assign(asset, person)
        linker.effects["assignment"] = CREATE
        return True

    def _result(self, action: Action, draft: Draft, asset: Asset, linker: Linker) -> RowResult:
        return RowResult(
            action,
            warnings=[*draft.warnings, *linker.warnings],
            object_id=asset.pk,
            unassigned=names_somebody(linker.row) and "assignment" not in linker.effects,
            effects=linker.effects,
        )

    def _provenance(self, draft: Draft) -> dict[str, Any]:
        return {"source": "import", "sessionId": self._session.pk, "rowIndex": draft.index}


def _useful_life(row: Row, asset: Asset | None, linker: Linker) -> int | None:
    """Turn an end-of-life date into months since the purchase; a stated life comes first."""
    end: date | None = row.get("endOfLife")
    if end is None or "usefulLifeMonths" in row:
        return None
    bought: date | None = row.get("purchaseDate") or (asset.purchase_date if asset else None)
    if bought is None:
        linker.warnings.append(Problem("life-without-purchase", "endOfLife", end.isoformat()))
        return None
    if end < bought:
        linker.warnings.append(Problem("life-before-purchase", "endOfLife", end.isoformat()))
        return None
    return clock.whole_months(bought, end)
