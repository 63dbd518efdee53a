"""Pure: the sentences of an answer that no article wrote, in German and English."""

from collections.abc import Iterable, Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list

from assistant.answers import Author, State, Statement, Usage
from assistant.dating import Event
from assistant.filters import Filter, Published
from assistant.language import INTERFACE_LANGUAGES
from assistant.smalltalk import Courtesy
from assistant.times import TimeNote

_DATE_LOCALES = {"de": "de", "en": "en_GB"}
"""Whose dates are written; British ones read the same way round as German ones."""

_TEXTS = {
    "de": {
        "quotes_one": "Aus einem Artikel{languages}:",
        "quotes_many": "Aus {count} Artikeln{languages}{dates}:",
        "quotes_some": "Die neuesten {count} von {total} Artikeln{languages}{dates}:",
        "library_one": "Die Bibliothek hat einen Artikel{languages}.",
        "library_many": "Die Bibliothek hat {count} Artikel{languages}{dates}.",
        "between": ", {first} bis {last}",
        "in_languages": ", auf {languages}",
        "refusal": "Dazu steht nichts in der Bibliothek.",
        "searched": "Durchsucht: {count} Artikel.",
        "nowhere": "In keinem kommt vor: {names}.",
        "missing": "Nicht in der Bibliothek: {missing}",
        "nearest": "Am nächsten kommen:",
        "greeting": "Guten Tag. Fragen Sie etwas zu den Artikeln der Bibliothek.",
        "thanks": "Gern. Fragen Sie weiter, wenn Sie mögen.",
        "supported": "belegt",
        "partly": "teilweise belegt",
        "unsupported": "nicht belegt",
        "resolved": "verstanden als: {question}",
        "uncited": "Der geschriebene Text nennt keine Quelle. In der Bibliothek steht:",
        "broken": "Hier brach die Antwort ab. In der Bibliothek steht:",
        "sample": "Beispielartikel (erfunden)",
        "sample_named": "Diese Antwort ist aus den Beispielen.",
        "sample_stands_in": "Ihre Bibliothek ist leer, diese Antwort ist aus den Beispielen.",
        "written_day": "geschrieben am {date}",
        "written_month": "geschrieben im {date}",
        "written_year": "geschrieben {date}",
        "copies_one": "auch in 1 Abdruck:",
        "copies_many": "auch in {count} Abdrucken:",
        "filter": "Nur Artikel: {parts}",
        "none": "Solche Artikel hat die Bibliothek nicht: {parts}.",
        "since": "ab {date}",
        "until": "bis {date}",
        "written": "geschrieben von {model} auf {host}",
        "unfinished": "Nicht zu Ende geschrieben.",
        "citation": "Beleg",
        "event_one": "„{phrase}“: {parts}. „{title}“ sagt, wann das ist: {told}.",
        "event_many": "„{phrase}“: {parts}. „{title}“ und {count} weitere sagen, wann das ist: {told}.",
        "counts_more": " Artikel dieser Zeit zählen mehr.",
        "elsewhere": "Unter den Artikeln, nach denen die Frage fragt ({parts}), antwortet keiner; dies sind andere.",
    },
    "en": {
        "quotes_one": "From 1 article{languages}:",
        "quotes_many": "From {count} articles{languages}{dates}:",
        "quotes_some": "The newest {count} of {total} articles{languages}{dates}:",
        "library_one": "The library has 1 article{languages}.",
        "library_many": "The library has {count} articles{languages}{dates}.",
        "between": ", {first} to {last}",
        "in_languages": ", in {languages}",
        "refusal": "The library says nothing about this.",
        "searched": "Articles searched: {count}.",
        "nowhere": "In none of them occurs: {names}.",
        "missing": "Not in the library: {missing}",
        "nearest": "Nearest to it:",
        "greeting": "Hello. Ask something about the articles in the library.",
        "thanks": "You are welcome. Ask on if you like.",
        "supported": "supported",
        "partly": "partly supported",
        "unsupported": "not supported",
        "resolved": "understood as: {question}",
        "uncited": "The written text cites no source. The library says:",
        "broken": "The answer broke off here. The library says:",
        "sample": "Sample article (invented)",
        "sample_named": "this answer is from the sample.",
        "sample_stands_in": "your library is empty, this answer is from the sample.",
        "written_day": "written on {date}",
        "written_month": "written in {date}",
        "written_year": "written in {date}",
        "copies_one": "also in 1 copy:",
        "copies_many": "also in {count} copies:",
        "filter": "Only articles: {parts}",
        "none": "The library has no such articles: {parts}.",
        "since": "from {date} on",
        "until": "up to {date}",
        "written": "written by {model} at {host}",
        "unfinished": "Not written to its end.",
        "citation": "Citation",
        "event_one": "“{phrase}”: {parts}. “{title}” says when that is: {told}.",
        "event_many": "“{phrase}”: {parts}. “{title}” and {count} more say when that is: {told}.",
        "counts_more": " Articles of that time count more.",
        "elsewhere": "None of the articles that the question asks for ({parts}) answers; these are others.",
    },
}


def interface_language(language: str) -> str:
    """The language of our own sentences for a reader of a language: that one or English."""
    return language if language in INTERFACE_LANGUAGES else "en"


def quotes_line(language: str, articles: Sequence[Published], total: int = 0) -> str:
    """What the quotes below are: from how many articles, in which languages, of which time.

    Args:
        language: of the reader.
        articles: that are quoted, each once.
        total: how many there are of which these are the newest, where they are more.
    """
    name = "quotes_one" if len(articles) == 1 else "quotes_many"
    return _articles_line("quotes_some" if total > len(articles) > 0 else name, language, articles, total)


def library_line(language: str, articles: Sequence[Published]) -> str:
    """How many articles there are, in which languages, of which time.

    Args:
        language: of the reader.
        articles: of a library.
    """
    return _articles_line("library_one" if len(articles) == 1 else "library_many", language, articles)


def _articles_line(name: str, language: str, articles: Sequence[Published], total: int = 0) -> str:
    texts = _TEXTS[interface_language(language)]
    names = [language_name(each, language) for each in dict.fromkeys(each.language for each in articles) if each]
    listed = format_list(names, locale=interface_language(language)) if names else ""
    languages = texts["in_languages"].format(languages=listed) if listed else ""
    dates = sorted({each.published[:10] for each in articles if each.published})
    first, last = (shown_date(dates[index], language) for index in (0, -1)) if dates else ("", "")
    between = texts["between"].format(first=first, last=last) if first != last else ""
    count, of = (f"{number:,}" for number in (len(articles), total))
    return texts[name].format(count=count, total=of, languages=languages, dates=between)


def refusal(language: str) -> str:
    """That the library does not answer."""
    return _TEXTS[interface_language(language)]["refusal"]


def searched_line(articles: int, nowhere: Sequence[str], language: str) -> str:
    """Among how many articles an answer was looked for, and which names of the question stand in none of them."""
    texts = _TEXTS[interface_language(language)]
    names = ", ".join(quoted(name, language) for name in nowhere)
    searched = texts["searched"].format(count=f"{articles:,}")
    return " ".join([searched, texts["nowhere"].format(names=names)] if names else [searched])


def quoted(text: str, language: str) -> str:
    """A text between the quotation marks of a reader's language."""
    opened, closed = "„“" if interface_language(language) == "de" else "“”"
    return f"{opened}{text}{closed}"


def missing_line(missing: str, language: str) -> str:
    """What of a question the library does not answer."""
    return _TEXTS[interface_language(language)]["missing"].format(missing=missing)


def resolved_line(question: str, language: str) -> str:
    """What a question was understood as."""
    return _TEXTS[interface_language(language)]["resolved"].format(question=question)


def state_label(state: State, language: str) -> str:
    """How far what a statement cites supports it."""
    return _TEXTS[interface_language(language)][state]


def courtesy_line(courtesy: Courtesy, language: str) -> str:
    """A friendly line for a reader who asks nothing of the articles."""
    return _TEXTS[interface_language(language)][courtesy]


def nearest_line(language: str) -> str:
    """What stands above the passages nearest to a refused question."""
    return _TEXTS[interface_language(language)]["nearest"]


def uncited_line(language: str) -> str:
    """What stands between a written answer without marks and the quotes below it."""
    return _TEXTS[interface_language(language)]["uncited"]


def broken_line(language: str) -> str:
    """What stands between a written answer that broke off and the quotes below it."""
    return _TEXTS[interface_language(language)]["broken"]


def unfinished_line(language: str) -> str:
    """That an answer was stopped, or broke off."""
    return _TEXTS[interface_language(language)]["unfinished"]


def written_line(author: Author, language: str) -> str:
    """Who wrote an answer."""
    return _TEXTS[interface_language(language)]["written"].format(model=author.model, host=author.host)


def citation_label(language: str) -> str:
    """What the number of a citation is called for those who do not see it."""
    return _TEXTS[interface_language(language)]["citation"]


def usage_line(usage: Usage) -> str:
    """What a written answer took, in one line of figures."""
    tokens = f"{usage.prompt_tokens:,} + {usage.completion_tokens:,} tokens"
    return byline([tokens, f"${usage.dollars:.4f}" if usage.dollars is not None else None])


def sample_label(language: str) -> str:
    """What marks an article of the invented sample."""
    return _TEXTS[interface_language(language)]["sample"]


def sample_line(language: str, *, stands_in: bool) -> str:
    """That an answer is from the invented sample.

    Args:
        language: of the reader.
        stands_in: whether that is so because the reader's own library is empty.
    """
    texts = _TEXTS[interface_language(language)]
    return f"{texts['sample']}: {texts['sample_stands_in' if stands_in else 'sample_named']}"


def filter_line(wanted: Filter, language: str) -> str:
    """Which articles an answer is from; empty where it may be from all."""
    return _TEXTS[interface_language(language)]["filter"].format(parts=filter_parts(wanted, language)) if wanted else ""


def none_line(wanted: Filter, language: str) -> str:
    """That no article is all that is asked for."""
    return _TEXTS[interface_language(language)]["none"].format(parts=filter_parts(wanted, language))


def elsewhere_line(wanted: Filter, language: str) -> str:
    """That no article the question asks for answers it, but others do."""
    return _TEXTS[interface_language(language)]["elsewhere"].format(parts=filter_parts(wanted, language))


def event_line(event: Event, language: str) -> str:
    """What time a question tells by an event, which articles say so, and whether only that time is searched."""
    texts = _TEXTS[interface_language(language)]
    title, *others = event.told_by
    span, period = event.span, event.period
    told = shown_date(span.since, language)
    if span.since != span.until:
        first, last = date.fromisoformat(span.since), date.fromisoformat(span.until)
        told = format_interval(first, last, "yMMMd", locale=_DATE_LOCALES[interface_language(language)])
    parts = filter_parts(Filter(period.since, period.until), language)
    line = texts["event_many" if others else "event_one"].format(
        phrase=event.phrase, parts=parts, title=title, count=len(others), told=told
    )
    return line if period.of_reporting else line + texts["counts_more"]


def filter_parts(wanted: Filter, language: str) -> str:
    """What a filter asks for, in one line: its time, languages and sources."""
    texts = _TEXTS[interface_language(language)]
    since, until = shown_date(wanted.since, language), shown_date(wanted.until, language)
    if wanted.since == wanted.until:
        times = [since]
    else:
        times = [texts[name].format(date=each) if each else "" for name, each in (("since", since), ("until", until))]
    languages = [language_name(each, language) for each in wanted.languages]
    return byline([*times, ", ".join(languages), ", ".join(wanted.sources)])


def language_name(code: str, language: str) -> str:
    """A language's name for a reader of another; its code where it has none. Source: CLDR, through Babel."""
    return str(Locale(interface_language(language)).languages.get(code, code))


def language_in_english(code: str) -> str:
    """A language's English name, for prompts."""
    return language_name(code, "en")


def shown_date(published: str | None, language: str) -> str:
    """A date as a reader writes it, no more precise than it was given; empty for None."""
    if not published:
        return ""
    day = published[:10]
    locale = _DATE_LOCALES[interface_language(language)]
    if len(day) == len("2024-06-18"):
        return format_date(date.fromisoformat(day), "long", locale=locale)
    if len(day) == len("2024-06"):
        return format_skeleton("yMMMM", date.fromisoformat(f"{day}-01"), locale=locale)
    return day


def shown_time(note: TimeNote, published: str, language: str) -> str:
    """What stands beside a word such as *tonight*: the time it means, or else when its article was written.

    Args:
        note: of the word.
        published: date of its article, ISO 8601.
        language: of the reader.
    """
    if not note.exact or note.earliest is None or note.latest is None:
        precision = ("year", "month", "day")[min(published[:10].count("-"), 2)]
        words = _TEXTS[interface_language(language)][f"written_{precision}"]
        return words.format(date=shown_date(published, language))
    if note.unit == "days":
        return str(
            format_interval(note.earliest, note.latest, "yMMMd", locale=_DATE_LOCALES[interface_language(language)])
        )
    first = note.earliest.isoformat()
    return shown_date({"day": first, "month": first[:7], "year": first[:4]}[note.unit], language)


def times_line(times: Iterable[tuple[str, str]]) -> str:
    """The relative times of a quote in one line, those that mean the same together; empty for none.

    Args:
        times: each word of the quote, and what stands beside it.
    """
    words: dict[str, list[str]] = {}
    for text, meaning in times:
        words.setdefault(meaning, []).append(" ".join(text.split()))
    return " · ".join(f"{', '.join(texts)}: {meaning}" for meaning, texts in words.items())


def copies_line(count: int, language: str) -> str:
    """What stands before the names of articles that print the same."""
    texts = _TEXTS[interface_language(language)]
    return texts["copies_one" if count == 1 else "copies_many"].format(count=count)


def known_of(item: Published, language: str, *, sample: bool) -> str:
    """What is known of an article, in one line for a reader: date, language, source; first whether it is invented."""
    return byline(
        [
            sample_label(language) if sample else None,
            shown_date(item.published, language),
            language_name(item.language, language) if item.language else None,
            item.source,
        ]
    )


def byline(parts: Iterable[str | None]) -> str:
    """What is known of an article in one line, such as its date, language and source."""
    return " · ".join(part for part in parts if part)


_TRANSLATED = {
    "de": "übersetzt von {model} auf {host}; es gilt das Original",
    "en": "translated by {model} at {host}; the original counts",
}


def translated_line(author: Author, language: str) -> str:
    """What stands below the translation of a quote."""
    return _TRANSLATED[interface_language(language)].format(model=author.model, host=author.host)


_JUDGES = {
    "de": {"rules": "{state}, sagen die Regeln", "model": "{state}, sagt das Sprachmodell"},
    "en": {"rules": "{state}, say the rules", "model": "{state}, says the chat model"},
}


def verdict_label(statement: Statement, language: str) -> str:
    """How far what a statement cites supports it; where its judges do not agree, also which of them says so."""
    label = state_label(statement.state, language)
    if len({each.state for each in statement.verdicts}) < 2:
        return label
    judge = next(each.by for each in statement.verdicts if each.state == statement.state)
    return _JUDGES[interface_language(language)][judge].format(state=label)
