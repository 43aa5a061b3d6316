"""The benchmarks' short form: that all of it runs, never how fast."""

from benchmarks.run import Ground, measure


async def test_every_figure_is_measured(servers, tmp_path):
    found = await measure(Ground(servers, tmp_path), short=True)
    assert [figure["name"] for figure in found] == [
        "relay_events_per_s", "full_path_events_per_s", "latency_p50_ms", "latency_p99_ms",
        "cold_start_s", "memory_mb",
    ]  # fmt: skip
    assert all(figure["value"] > 0 for figure in found)
