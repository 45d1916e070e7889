from pyspark.sql import functions as f

from labs.grading.mutant import mutant


def smallest_neighbour(pairs):
    found = {}
    for a, b in pairs:
        found[a] = min(a, b, found.get(a, a))
        found[b] = min(a, b, found.get(b, b))
    return sorted(found.items())


@mutant("components_in_one_task", killed_by="a_chain_is_one_component")
def one_step_only(edges):
    """Looks at neighbours, not at theirs; runs in Spark's workers and needs a helper there."""

    def on_batches(batches):
        import pyarrow as pa

        pairs = [(row["a"], row["b"]) for batch in batches for row in batch.to_pylist()]
        ids = smallest_neighbour(pairs)
        yield pa.RecordBatch.from_pylist(
            [{"id": i, "component": c} for i, c in ids], pa.schema({"id": pa.string(), "component": pa.string()})
        )

    return edges.select("a", "b").coalesce(1).mapInArrow(on_batches, "id string, component string")


@mutant("components_in_one_task", killed_by="a_chain_is_one_component")
def itself(edges):
    nodes = edges.select(f.col("a").alias("id")).union(edges.select("b")).distinct()
    return nodes.withColumn("component", f.col("id"))


@mutant("components_in_one_task", killed_by="a_chain_is_one_component")
def all_in_one(edges):
    return itself(edges).withColumn("component", f.lit("1"))


@mutant("components_in_one_task", killed_by="a_chain_is_one_component")
def nothing(edges):
    return itself(edges).limit(0)


@mutant("components_in_one_task", killed_by="a_chain_is_one_component")
def left_ends_only(edges):
    return edges.select(f.col("a").alias("id"), f.col("a").alias("component"))
