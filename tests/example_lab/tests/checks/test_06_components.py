import pyarrow as pa
import pytest

from labs.grading.check import check, expect

EDGES = pa.table({"a": ["1", "2", "8"], "b": ["2", "3", "9"]})


@pytest.mark.spark
@check("components_in_one_task", points=100)
def test_a_chain_is_one_component(submission):
    """Nodes that are joined by edges have one component, whatever the partitions."""
    for partitions in (1, 3):
        table = submission.on_tables("components_in_one_task", EDGES, partitions=partitions)
        found = dict(zip(table["id"].to_pylist(), table["component"].to_pylist(), strict=True))
        expect(found, {"1": "1", "2": "1", "3": "1", "8": "8", "9": "8"}, given=EDGES.to_pylist())
