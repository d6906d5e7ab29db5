package dev.notely.proxy.migration.plan;

import java.util.UUID;

/**
 * What the catalog knows of an account and a plan needs.
 *
 * @param region empty: none
 * @param home the store that serves it
 * @param moving a move of it is under way
 */
public record AccountFacts(UUID id, String tier, String region, String home, boolean moving) {}
