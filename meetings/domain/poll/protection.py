"""Small groups in published tables: what would tell what somebody answered is merged or left out.

The thresholds are those of statistical disclosure control as other civic tools publish them: no table below 10
answers, no cell from 1 to 4. A cell that is left out needs others in its row and in its column, since the totals
would give it away (complementary suppression). A small cell is said to be “fewer than 5”: whoever knows that it is
one of four numbers, and that every other cell left out is larger, must still find two ways to fill the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

#: A question with fewer answers is not broken down.
FEWEST_ANSWERS = 10
#: Cells from 1 to one less are “fewer than 5”.
SMALLEST_CELL = 5
#: A live result moves on only when so many new ballots are in.
STEP = 5

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One region, or several merged: their ids, ballots for each answer (nothing where left out), all, entitled.

    *few* are the places of the counts that are left out since they are fewer than 5; others protect these.
    """

    regions: tuple[int | None, ...]
    counts: tuple[int | None, ...]
    cast: int
    entitled: int
    few: tuple[int, ...] = ()


def is_small(count: int) -> bool:
    """Say whether so many answers are told as “fewer than 5”."""
    return 0 < count < SMALLEST_CELL


def protected(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return *lines* as they may be published: merged and with cells left out; nothing at all when too few answered."""
    if sum(line.cast for line in lines) < FEWEST_ANSWERS:
        return ()
    silent = [line for line in lines if not line.cast]
    merged = _merged([line for line in lines if line.cast])
    told = _without_small_cells(merged) if len(merged) > 1 else ()
    return (*told, *silent) if told else ()


def _merged(lines: Sequence[Line]) -> list[Line]:
    """Merge the lines that would tell, the smallest first, until none does."""
    open_lines = [line for line in lines if not _tells(line)]
    rest = sorted((line for line in lines if _tells(line)), key=lambda line: line.cast)
    if not rest:
        return open_lines
    together = _sum(rest)
    while open_lines and (len(together.regions) == 1 or _tells(together)):
        smallest = min(open_lines, key=lambda line: line.cast)
        open_lines.remove(smallest)
        together = _sum([together, smallest])
    return [*open_lines, together]


def _tells(line: Line) -> bool:
    """Say whether *line* tells what somebody answered: too few did, or all who did answered alike."""
    unanimous = line.cast > 0 and any(count == line.cast for count in line.counts)
    return 0 < line.cast < SMALLEST_CELL or unanimous


def _sum(lines: Sequence[Line]) -> Line:
    columns = zip(*(line.counts for line in lines), strict=True)
    return Line(
        tuple(region for line in lines for region in line.regions),
        tuple(sum(count or 0 for count in column) for column in columns),
        sum(line.cast for line in lines),
        sum(line.entitled for line in lines),
    )


def _without_small_cells(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Leave out the small cells, and others until none of them can be worked out; no table where that is not enough."""
    grid = [[count or 0 for count in line.counts] for line in lines]
    cells = [(row, column) for row in range(len(grid)) for column in range(len(grid[0]))]
    hidden = {cell for cell in cells if is_small(grid[cell[0]][cell[1]])}
    while open_cells := _to_hide(grid, cells, hidden):
        hidden.add(min(open_cells, key=lambda cell: _rank(grid, cell)))
    if _exposed(grid, hidden):
        return ()
    return tuple(_shown(line, row, counts, hidden) for row, (line, counts) in enumerate(zip(lines, grid, strict=True)))


def _shown(line: Line, row: int, counts: Sequence[int], hidden: set[Cell]) -> Line:
    left_out = [column for column in range(len(counts)) if (row, column) in hidden]
    return replace(
        line,
        counts=tuple(None if column in left_out else count for column, count in enumerate(counts)),
        few=tuple(column for column in left_out if is_small(counts[column])),
    )


def _to_hide(grid: Sequence[Sequence[int]], cells: Sequence[Cell], hidden: set[Cell]) -> list[Cell]:
    """Return the cells of which one more has to be hidden: those of a row or column that lacks a single one, or any."""
    for place in (0, 1):
        for number in sorted({cell[place] for cell in hidden}):
            rank = [cell for cell in cells if cell[place] == number]
            if len(rank) > 1 and sum(cell in hidden for cell in rank) == 1:
                return [cell for cell in rank if cell not in hidden]
    return [cell for cell in cells if cell not in hidden] if _exposed(grid, hidden) else []


def _rank(grid: Sequence[Sequence[int]], cell: Cell) -> tuple[bool, int, Cell]:
    """Prefer small figures to hide, but empty ones last: the total of an empty column gives them away."""
    count = grid[cell[0]][cell[1]]
    return count == 0, count, cell


def _exposed(grid: Sequence[Sequence[int]], hidden: set[Cell]) -> Cell | None:
    """Return a small cell that can be worked out from the cells shown, the totals and what is known of those left out.

    A cell can be another number if one can go round the table over hidden cells, adding one and taking one away in
    turn, so that rows and columns add up as before and each number stays what is known of it.
    """
    ways = _ways(grid, hidden)
    for row, column in sorted(hidden):
        if not is_small(grid[row][column]):
            continue
        start, end = ("row", row), ("column", column)
        if not _leads(ways, start, end) and not _leads(ways, end, start):
            return row, column
    return None


Node = tuple[str, int]


def _ways(grid: Sequence[Sequence[int]], hidden: set[Cell]) -> Mapping[Node, set[Node]]:
    """Return where one can go: from a row to a column where a cell can be one more, back where it can be one less."""
    ways: dict[Node, set[Node]] = {}
    for row, column in hidden:
        count = grid[row][column]
        start, end = ("row", row), ("column", column)
        if count and (not is_small(count) or is_small(count + 1)):
            ways.setdefault(start, set()).add(end)
        if count > SMALLEST_CELL or 1 < count < SMALLEST_CELL:
            ways.setdefault(end, set()).add(start)
    return ways


def _leads(ways: Mapping[Node, set[Node]], start: Node, end: Node) -> bool:
    """Say whether one step from *start* to *end* can be followed by a way back that does not take the step itself."""
    if end not in ways.get(start, ()):
        return False
    seen, waiting = {end}, [node for node in ways.get(end, ()) if node != start]
    while waiting:
        node = waiting.pop()
        if node == start:
            return True
        if node not in seen:
            seen.add(node)
            waiting += ways.get(node, ())
    return False
