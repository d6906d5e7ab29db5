package dev.notely.proxy.migration.throttle;

/**
 * What users felt at a store in a window.
 *
 * @param operations that the store answered
 * @param p90Micros nine of ten took at most so long
 */
record Felt(long operations, long p90Micros) {}
