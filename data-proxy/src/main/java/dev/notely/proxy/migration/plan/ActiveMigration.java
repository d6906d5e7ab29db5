package dev.notely.proxy.migration.plan;

import java.util.List;

/**
 * A migration as the placement of new accounts sees it.
 *
 * @param targets as {@link MigrationTargets#resolve} answered when it was planned
 * @param placesNewAccounts its state lets new accounts begin at its targets
 */
public record ActiveMigration(MigrationSpec spec, List<String> targets, boolean placesNewAccounts) {
  public ActiveMigration {
    targets = List.copyOf(targets);
  }
}
