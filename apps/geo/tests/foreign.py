"""Addresses of other cities, put together from real street names."""

import itertools
import random

_PLACES = (
    (
        "SW1A {}",
        "London",
        "Downing Street|Baker Street|Abbey Road|Oxford Street|Fleet Street|King Street|Mill Lane",
    ),
    ("7500{}", "Paris", "Rue de Rivoli|Avenue Foch|Boulevard Voltaire|Rue Monge|Place Pigalle|Rue du Bac"),
    ("1011{}", "Berlin", "Torstraße|Friedrichstraße|Kantstraße|Karl-Marx-Allee|Hauptstraße|Kastanienallee"),
    (
        "1116{}",
        "Stockholm",
        "Drottninggatan|Kungsgatan|Götgatan|Sveavägen|Folkungagatan|Hornsgatan|Regeringsgatan",
    ),
    ("4010{}", "Jyväskylä", "Kauppakatu|Yliopistonkatu|Väinönkatu|Hannikaisenkatu|Kilpisenkatu|Vapaudenkatu"),
    ("3310{}", "Tampere", "Hämeenkatu|Satakunnankatu|Tuomiokirkonkatu|Rautatienkatu|Aleksis Kiven katu"),
    ("2010{}", "Turku", "Linnankatu|Eerikinkatu|Aurakatu|Humalistonkatu|Brahenkatu|Maariankatu|Puutarhakatu"),
    ("0018{}", "Roma", "Via del Corso|Via Nazionale|Via Cavour|Viale Trastevere|Via Appia Nuova"),
    ("2801{}", "Madrid", "Calle de Alcalá|Gran Vía|Calle Mayor|Paseo del Prado|Calle de Serrano"),
    ("1000{}", "New York", "Broadway|Wall Street|5th Avenue|Park Avenue|Bleecker Street|Canal Street"),
    ("015{}", "Oslo", "Karl Johans gate|Storgata|Bygdøy allé|Thorvald Meyers gate|Grensen|Markveien"),
    ("1012{}", "Amsterdam", "Kalverstraat|Damrak|Prinsengracht|Herengracht|Overtoom|Javastraat"),
)


def foreign_addresses(count: int) -> list[str]:
    """``count`` addresses: half of them whole, half without postcode."""
    streets = [(code, town, street) for code, town, names in _PLACES for street in names.split("|")]
    rng = random.Random(5)
    typed = (
        f"{street} {rng.randint(1, 120)}, {code.format(rng.randint(1, 9))} {town}"
        if at % 2
        else f"{street} {rng.randint(1, 120)}, {town}"
        for at, (code, town, street) in enumerate(itertools.cycle(streets))
    )
    return list(itertools.islice(typed, count))
