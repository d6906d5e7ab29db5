package dev.notely.proxy.migration.plan;

import java.util.UUID;

/**
 * One account's part of a migration.
 *
 * @param wave index of its wave, from 0
 * @param target the store that it goes to
 */
public record Planned(UUID account, int wave, String target) {}
