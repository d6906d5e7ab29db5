package dev.notely.store.catalog;

/**
 * An inconsistency as it was written down.
 *
 * @param id grows over all
 * @param migration that it counts against; 0: none
 */
public record FoundInconsistency(long id, long atMs, long migration, Inconsistency found) {}
