package dev.notely.store.catalog;

/**
 * The last transition of a migration.
 *
 * @param version number of its own events
 * @param evidence JSON or empty
 * @param atMs by the catalog's clock
 */
public record MigrationChange(
    long version, String actor, String reason, String evidence, long atMs) {}
