package dev.notely.store.catalog;

/**
 * A line of the ledger: found, and the account's copy was neither made again nor given up since.
 */
public record OpenMismatch(long migration, Mismatch found, long foundAtMs) {}
