package dev.notely.proxy.migration.throttle;

/**
 * What users felt at a store in a window.
 *
 * @param operations that the store answered
 * @param p95Micros 19 of 20 took at most so long
 */
record Felt(long operations, long p95Micros) {}
