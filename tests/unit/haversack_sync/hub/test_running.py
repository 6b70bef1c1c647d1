"""Whether a hub runs on a folder."""

from pathlib import Path

from haversack_sync.hub.running import is_running, running


def test_a_folder_is_in_use_as_long_as_any_process_of_the_hub_runs(tmp_path: Path) -> None:
    assert not is_running(tmp_path)
    with running(tmp_path):
        with running(tmp_path):
            assert is_running(tmp_path)
        assert is_running(tmp_path)
    assert not is_running(tmp_path)
