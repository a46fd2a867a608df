"""Earlier translations on the desk: on the page of a unit, and as JSON."""

from __future__ import annotations

from recto.model import State, Unit


def address(unit, end=""):
    return f"/api/v1/a/tea.md/de/u/{unit.id}{end}"


def test_a_match_is_offered_with_its_difference_and_the_number_replaced(client, desk):
    desk.put_catalog(
        "coffee.md", "de", [Unit("paragraph", "Wait 12 minutes.", "12 Minuten warten.", State.REVIEWED)]
    )
    unit = Unit("paragraph", "Wait 15 minutes.")
    desk.put_catalog("tea.md", "de", [unit])

    (match,) = client.get(address(unit, "/matches")).get_json()["matches"]

    assert (match["kind"], match["score"], match["target"]) == ("fuzzy", 99, "15 Minuten warten.")
    assert match["adapted"] == [["12", "15"]]
    assert match["difference"] == [["same", "Wait "], ["del", "12"], ["ins", "15"], ["same", " minutes."]]
    page = client.get(f"/a/tea.md/de/u/{unit.id}").text
    assert 'data-use="15 Minuten warten."' in page
    assert "number replaced" in page


def test_what_was_confirmed_is_offered_within_a_second(client, desk):
    first, second = Unit("paragraph", "Pour the tea."), Unit("paragraph", "Pour the tea!")
    desk.put_catalog("tea.md", "de", [first, second])
    assert client.get(address(second, "/matches")).get_json() == {"matches": []}

    token = client.get(address(first)).get_json()["version"]
    saved = client.put(
        address(first),
        json={"target": "Tee eingießen.", "state": "reviewed"},
        headers={"If-Match": token, "X-CSRFToken": csrf(client)},
    )

    assert saved.status_code == 200
    (match,) = client.get(address(second, "/matches")).get_json()["matches"]
    assert match["target"] == "Tee eingießen."


def csrf(client):
    page = client.get("/").text
    return page.partition('name="csrf-token" content="')[2].partition('"')[0]


def test_markup_in_the_memory_is_shown_as_text(client, desk):
    bad = '"><script>x</script>'
    desk.put_catalog("coffee.md", "de", [Unit("paragraph", "Pour the tea!", bad, State.REVIEWED)])
    unit = Unit("paragraph", "Pour the tea.")
    desk.put_catalog("tea.md", "de", [unit])

    page = client.get(f"/a/tea.md/de/u/{unit.id}").text

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_the_concordance_searches_sources_and_targets(client, desk):
    def found(query):
        return [unit["source"] for unit in client.get(f"/api/v1/concordance/de?{query}").get_json()["units"]]

    assert found("q=TEA") == ["Tea for two"]
    assert found("q=fur&in=target") == ["Tea for two"]
    assert found("q=te&whole=1") == []
    assert client.get("/api/v1/concordance/de").status_code == 400
    assert client.get("/api/v1/concordance/fr?q=a").status_code >= 400


def test_a_click_puts_a_match_into_the_text_and_undo_takes_it_out(page, app, desk, serve):
    desk.put_catalog(
        "coffee.md", "de", [Unit("paragraph", "Pour the tea!", "Tee eingießen!", State.REVIEWED)]
    )
    unit = Unit("paragraph", "Pour the tea.", "Alt.", State.DRAFT)
    desk.put_catalog("tea.md", "de", [unit])
    page.goto(f"{serve(app)}/a/tea.md/de/u/{unit.id}")

    page.get_by_role("button", name="Use").click()

    assert page.locator("#target").input_value() == "Tee eingießen!"
    page.keyboard.press("Control+z")
    assert page.locator("#target").input_value() == "Alt."
