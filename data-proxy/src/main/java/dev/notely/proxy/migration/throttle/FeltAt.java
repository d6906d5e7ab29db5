package dev.notely.proxy.migration.throttle;

/**
 * What users of one proxy feel at a store.
 *
 * @param share of the time in which movers may work for their sake, 0 to 1
 * @param sentence what they feel, with figures
 */
public record FeltAt(double share, String sentence) {}
