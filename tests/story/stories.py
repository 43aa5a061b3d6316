"""What must have come of each of the four stories, asked through the interfaces as the office sees it."""

import io
import re

from docx import Document
from pypdf import PdfReader

from deploy.demo.stories import PLATES, PLATES_LIKE, SCHOOLS, STALLS, STORIES


async def the_four_stories_are_told_to_their_end(play):
    await a_measure_helps_the_next_driver_too(play)
    await the_post_office_was_pressed_until_it_delivered(play)
    await the_county_ordered_and_two_bureaus_answered(play)
    await the_stalls_letters_are_papers(play)
    await four_questions_share_their_facts_and_not_their_reply(play)


async def case(play, key):
    """The case as intake and as routing show it."""
    return await play.look(play.numbers[key])


async def fetch(play, path):
    return await play.city.fetch(play.organisation.clerks[0], "routing", path)


async def a_measure_helps_the_next_driver_too(play):
    _, plates = await case(play, PLATES)
    [own] = plates["measures"]
    assert (own["helps"], own["issuer_name"]) == (True, "吕梁市公安局")
    assert own["proof_accepted"] == ["行驶证", "过期的临时行驶车号牌"]
    assert plates["replies"][-1]["result"]["external_cause"]["cause"] == "epidemic"
    assert plates["publications_seen"][-1]["agrees"] is True  # the board shows our words

    reception, like = await case(play, PLATES_LIKE)
    [suggested] = like["measures"]
    assert suggested["measure_id"] == own["measure_id"]
    assert suggested["helps"] is True
    assert len(suggested["terms"]) >= 2  # its words found the measure, and a clerk linked it
    assert (reception["channel"], like["route"], like["state"]) == ("form", "direct", "closed")
    assert "《关于邮寄期间未悬挂号牌车辆通行的通知》" in like["publications"][0]["text"]
    clerk = play.organisation.clerks[0]
    helped = await play.city.ask(clerk, "routing", f"/measures/{own['measure_id']}/cases")
    assert {c["case_id"] for c in helped["items"]} == {
        play.numbers[PLATES], play.numbers[PLATES_LIKE],
    }  # fmt: skip


async def the_post_office_was_pressed_until_it_delivered(play):
    _, plates = await case(play, PLATES)
    [pressed] = plates["third_parties"]
    assert (pressed["name"], pressed["unit_id"]) == ("汾阳市邮政分公司", "141182-traffic")
    assert pressed["state"] == "settled"
    looks = plates["third_party_looks"]
    assert [look["state"] for look in looks] == ["moving", "settled"]
    assert (
        looks[0]["looked_at"] > plates["publications"][0]["published_at"]
    )  # the answer ends nothing


async def the_county_ordered_and_two_bureaus_answered(play):
    _, stalls = await case(play, STALLS)
    sent, handed_down = stalls["letters"]
    assert (sent["kind"], handed_down["kind"]) == ("dispatch", "forward")
    [proposed] = stalls["proposals"]
    assert proposed["post_title"] == "孝义市委书记"  # 县级拟办, 呈批
    [order] = stalls["instructions"]
    assert order["proposal_id"] == proposed["proposal_id"]
    assert (order["level"], order["post_title"]) == ("county", "孝义市委书记")
    assert sent["sent_at"] < order["given_at"] < handed_down["sent_at"]  # 先交后批
    parts = {a["unit_id"]: (a["part"], a["state"]) for a in stalls["assignments"]}
    assert parts == {
        "141181-office": ("lead", "answered"),
        "141181-urban": ("lead", "answered"),
        "141181-market": ("assisting", "answered"),
    }
    assert len(stalls["meetings"]) == 1
    [published] = stalls["publications"]
    result = stalls["replies"][-1]["result"]
    assert [a["no"] for a in result["answers"]] == [1, 2, 3]
    assert [b["title"] for b in result["basis"]] == ["全国文明城市创建工作要求", "助企纾困政策措施"]
    assert result["rules_made"][0]["issuer"] == "孝义市城市管理局"
    assert len(result["places"]) == 3
    assert STORIES[STALLS].text in published["text"]
    urban = next(d for d in stalls["drafts"] if d["unit_id"] == "141181-urban")
    officer = play.organisation.officer("141181-urban")
    draft = await play.city.ask(officer, "routing", f"/drafts/{urban['draft_id']}")
    assert len(draft["wordings"]) == 2  # the market bureau did not countersign the first


async def the_stalls_letters_are_papers(play):
    _, stalls = await case(play, STALLS)
    for letter, receiver in zip(
        stalls["letters"], ("中共孝义市委员会办公室", "孝义市城市管理局"), strict=True
    ):
        pdf = PdfReader(io.BytesIO(await fetch(play, f"/letters/{letter['letter_id']}/pdf")))
        document = Document(io.BytesIO(await fetch(play, f"/letters/{letter['letter_id']}/docx")))
        printed = "".join("".join(page.extract_text().split()) for page in pdf.pages)
        typed = "".join(
            node.text or "" for node in document.element.iter() if node.tag.endswith("}t")
        )
        for paper in (printed, typed):
            assert letter["letter_no"] in paper
            assert receiver in paper
            assert STALLS in paper  # the number that the author knows
            assert "路边摊占道堵塞" in paper
    sheet = f"/proposals/{stalls['proposals'][0]['proposal_id']}/sheet"
    asked = PdfReader(io.BytesIO(await fetch(play, sheet))).pages[0].extract_text()
    assert "孝义市委书记" in "".join(asked.split())
    for key in (STALLS, PLATES, SCHOOLS[2]):
        path = f"/cases/{play.numbers[key]}/archive"
        archive = PdfReader(io.BytesIO(await fetch(play, path)))
        assert len(archive.pages) > 3
        bound = "".join("".join(page.extract_text().split()) for page in archive.pages)
        assert re.findall(r"[a-z]+_[a-z_]+", bound) == []  # people's words, and no code's


async def four_questions_share_their_facts_and_not_their_reply(play):
    seen = [(await case(play, key))[1] for key in SCHOOLS]
    assert {like["fact_base"] for one in seen for like in one["like"]} == {
        STORIES[SCHOOLS[0]].like.facts
    }
    together = sorted(play.numbers[key] for key in SCHOOLS)
    assert [like["cases"] for one in seen for like in one["like"]] == [together] * 4
    texts = [publication["text"] for one in seen for publication in one["publications"]]
    assert len(set(texts)) == 4
    for key, one in zip(SCHOOLS, seen, strict=True):
        [publication] = one["publications"]
        assert publication["external_id"] == key
        assert STORIES[key].text in publication["text"]
    assert seen[0]["publications"][0]["signer"] == "leader"
    [asked] = seen[2]["questions"]
    assert asked["answer"] == STORIES[SCHOOLS[2]].questions[0].answer
    for one in seen[2:]:  # 建设进度也公开告知
        assert [(f["kind"], f["state"]) for f in one["further_replies"]] == [
            ("progress", "published")
        ]
