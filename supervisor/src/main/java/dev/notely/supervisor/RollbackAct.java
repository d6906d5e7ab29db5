package dev.notely.supervisor;

/** Everybody goes home, by the copies that were kept current there. */
final class RollbackAct {
  private RollbackAct() {}

  static String play(DemoStage stage) throws InterruptedException {
    DemoMigration migration = stage.latest();
    migration.await(
        "legacy to follow new", status -> status.path("lag").path("healthy").asBoolean());
    migration.command("rollback", "the demo turns round");
    migration.awaitState("ROLLED_BACK");
    return "new -> legacy, all accounts, by the copies that were kept current";
  }
}
