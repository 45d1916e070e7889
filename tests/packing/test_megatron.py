"""Megatron-Core's own reader reads our shards: `pip install .[megatron]` brings it; without it this is skipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.packing.shards import ShardWriter

indexed_dataset = pytest.importorskip("megatron.core.datasets.indexed_dataset", exc_type=ImportError)

DOCUMENTS = [[5, 6, 7, 0], [0], [9] * 50 + [0], [60_000, 0]]


@pytest.mark.parametrize(("type_code", "kind"), [(8, np.uint16), (4, np.int32)])
def test_documents_come_back(tmp_path: Path, type_code: int, kind: type) -> None:
    writer = ShardWriter(tmp_path, 0, type_code)
    for document in DOCUMENTS:
        writer.write(np.array(document), np.array([len(document)]))
    shard = writer.finish()
    dataset = indexed_dataset.IndexedDataset(str(tmp_path / shard.name))
    assert [dataset[number].tolist() for number in range(len(dataset))] == DOCUMENTS
    assert dataset.index.dtype is kind
    assert dataset.sequence_lengths.tolist() == [len(document) for document in DOCUMENTS]
    assert dataset.document_indices.tolist() == [0, 1, 2, 3, 4]
    assert dataset.get(2, offset=49, length=2).tolist() == [9, 0]
