"""Import contracts that begin to apply when the modules they name appear.

import-linter refuses a contract that names a module that does not exist, so the table of forbidden imports could only
be written down piece by piece, after the fact. These two leave out what is not there yet. `pyproject.toml` uses them.
"""

from collections.abc import Iterable

from grimp import ImportGraph
from importlinter import Contract, ContractCheck
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.imports import ModuleExpression


class ForbiddenWhenPresentContract(ForbiddenContract):
    """Like `forbidden`, for those of the named modules that exist."""

    type_name = "forbidden_when_present"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Check the modules that exist.

        Returns:
            Kept, if no module that may not be imported is imported, directly or through others.
        """
        keep_present(self, "source_modules", graph)
        keep_present(self, "forbidden_modules", graph)
        return super().check(graph, verbose)


class ProtectedWhenPresentContract(ProtectedContract):
    """Like `protected`, for those of the named modules that exist; a library that nobody imports is not there."""

    type_name = "protected_when_present"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Check the modules that exist.

        Returns:
            Kept, if nobody but the allowed importers imports the protected modules directly.
        """
        keep_present(self, "protected_modules", graph)
        keep_present(self, "allowed_importers", graph)
        return super().check(graph, verbose)


def keep_present(contract: Contract, field: str, graph: ImportGraph) -> None:
    """Leave out of a field of a contract the modules that do not exist.

    Args:
        contract: Changed in place.
        field: The name of a field that holds module expressions.
        graph: The modules that exist, with the libraries that they import.
    """
    expressions: Iterable[ModuleExpression] = getattr(contract, field)
    present = [each for each in expressions if each.has_wildcard_expression() or each.expression in graph.modules]
    setattr(contract, field, present)
