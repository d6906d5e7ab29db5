package dev.notely.gateway.proxy;

import java.util.Optional;
import java.util.UUID;

/**
 * What is decided about a row that is no record. What a fix leaves out is taken from the row.
 *
 * @param source table of the row
 * @param drop it counts no more; else it becomes a record
 * @param createdAtMs Unix milliseconds, 0: left out; so {@code updatedAtMs}
 * @param content empty: left out
 * @param account whose record it becomes, where the row names nobody
 */
public record RowResolution(
    String store,
    String source,
    long row,
    boolean drop,
    Optional<UUID> id,
    long createdAtMs,
    long updatedAtMs,
    String content,
    Optional<UUID> account) {}
