package dev.notely.cli;

import tools.jackson.databind.JsonNode;

/** How an operator names a migration. */
final class NamedMigration {
  private NamedMigration() {}

  /**
   * Its path.
   *
   * @param migration its number or its name; of several with this name the newest is meant
   */
  static String path(GatewayClient gateway, String migration) {
    return "/migrations/" + number(gateway, migration);
  }

  /** Its number, named as for {@link #path}. */
  static String number(GatewayClient gateway, String migration) {
    if (migration.matches("[1-9][0-9]{0,17}")) {
      return migration;
    }
    for (JsonNode one : gateway.get("/migrations").body()) {
      if (Members.text(one, "name").equals(migration)) {
        return Members.text(one, "id");
      }
    }
    throw GatewayProblemException.lasting("no migration is named '" + migration + "'");
  }
}
