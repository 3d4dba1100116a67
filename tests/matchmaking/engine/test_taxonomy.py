"""The tree of tags: what is above what, what it is called, how it is built."""

from matchmaking.engine import Tag, Taxonomy, build_taxonomy, load_taxonomy
from matchmaking.engine.phrases import PLACE, PhraseMapper, Script
from matchmaking.engine.taxonomy import tag_from_row

TAXONOMY = load_taxonomy()


def test_the_shared_taxonomy_is_a_tree_of_known_codes() -> None:
    codes = {tag.code for tag in TAXONOMY.tags}

    assert len(codes) == 322
    assert all(tag.parent is None or tag.parent in codes for tag in TAXONOMY.tags)
    assert TAXONOMY.ancestors("TEA.SHAN.GRN") == ("TEA.SHAN", "TEA")
    assert TAXONOMY.is_within("TEA.SHAN.GRN", "TEA")
    assert not TAXONOMY.is_within("TEA", "TEA.SHAN.GRN")


def test_glossary_and_compositions_name_only_what_there_is() -> None:
    known = set(TAXONOMY.by_code)

    assert {tag.code for tag in TAXONOMY.facets if not tag.code.islower()} <= known | {"-"}
    for rule in TAXONOMY.compositions:
        assert {rule.head, rule.other, rule.gives} <= known


def test_a_parent_that_is_its_own_child_does_not_hang_us() -> None:
    taxonomy = Taxonomy((Tag("A", "a", "a", parent="B"), Tag("B", "b", "b", parent="A")))

    assert taxonomy.ancestors("A") == ("B", "A")


def test_labels_are_in_the_readers_language() -> None:
    assert (TAXONOMY.label("COF", "vi"), TAXONOMY.label("COF", "en")) == ("Cà phê", "Coffee")
    assert TAXONOMY.label("NEW", "vi") == "NEW"


def test_a_callers_tags_are_joined_with_our_glossary() -> None:
    row = {"code": "TEA", "parent": "", "name_vi": "Chè, trà", "name_en": "Tea"}

    taxonomy = build_taxonomy([tag_from_row(row)])

    assert taxonomy.tags[0].parent is None
    assert taxonomy.facets
    assert PhraseMapper(taxonomy).find(["danh", "trà"], Script.TONED)[0].codes == ("TEA",)


def test_the_longest_phrase_wins_and_places_are_no_goods() -> None:
    mapper = PhraseMapper(TAXONOMY)

    tea, place = mapper.find(["chè", "shan", "tuyết", "ở", "trà", "vinh"], Script.TONED)

    assert (tea.start, tea.end, tea.codes) == (0, 3, ("TEA.SHAN",))
    assert place.codes == (f"{PLACE}Trà Vinh",)
    assert not place.is_goods
