"""A made-up day in the benchmark's file format: an evening rush in a small town."""

import random
from collections.abc import Iterable
from pathlib import Path

SERVICE = 2
FILES = (
    "solution_info_assignments.txt",
    "solution_info_couriers.txt",
    "solution_info_etas.txt",
    "solution_info_orders.txt",
)


def write_instance(
    directory: Path, *, orders: int = 60, couriers: int = 10, stores: int = 8, seed: int = 7
) -> Path:
    dice = random.Random(seed)

    def point() -> tuple[int, int]:
        return dice.randrange(6000), dice.randrange(6000)

    directory.mkdir(parents=True, exist_ok=True)
    write(
        directory / "restaurants.txt", "restaurant x y", [(f"r{i}", *point()) for i in range(1, stores + 1)]
    )
    shifts = [(dice.randrange(0, 40), dice.randrange(150, 260)) for _ in range(couriers)]
    write(
        directory / "couriers.txt",
        "courier x y on_time off_time",
        [(f"c{i}", *point(), *shift) for i, shift in enumerate(shifts, 1)],
    )
    placed = sorted(dice.randrange(0, 180) for _ in range(orders))
    write(
        directory / "orders.txt",
        "order x y placement_time restaurant ready_time",
        [
            (f"o{i}", *point(), at, f"r{dice.randint(1, stores)}", at + dice.randrange(5, 30))
            for i, at in enumerate(placed, 1)
        ],
    )
    write(
        directory / "instance_parameters.txt",
        "\t".join(
            [
                "meters_per_minute",
                "pickup service minutes",
                "dropoff service minutes",
                "target click-to-door",
                "maximum click-to-door",
                "pay per order",
                "guaranteed pay per hour",
            ]
        ),
        [(320, 4, 4, 40, 90, 10, 15)],
    )
    return directory


def write(path: Path, header: str, rows: Iterable[tuple[object, ...]]) -> None:
    columns = header if "\t" in header else header.replace(" ", "\t")
    lines = [columns, *("\t".join(str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n")


def cut(instance: Path, target: Path, minute: int) -> Path:
    """The same day without the orders placed at `minute` or later."""
    target.mkdir()
    for name in ("restaurants.txt", "couriers.txt", "instance_parameters.txt"):
        (target / name).write_bytes((instance / name).read_bytes())
    header, *lines = (instance / "orders.txt").read_text().splitlines()
    column = header.split("\t").index("placement_time")
    kept = [line for line in lines if int(line.split("\t")[column]) < minute]
    (target / "orders.txt").write_text("\n".join([header, *kept]) + "\n")
    return target


def written(directory: Path) -> dict[str, bytes]:
    return {name: (directory / name).read_bytes() for name in FILES}
