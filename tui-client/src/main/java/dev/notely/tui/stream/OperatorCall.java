package dev.notely.tui.stream;

import java.util.List;

/** What an operator can ask of the system with one key. */
public sealed interface OperatorCall {
  /**
   * Sets the feature flag of an account.
   *
   * @param account key of its row
   * @param move false: take it back if it is under way
   * @param store where to; empty: the configured target
   */
  record MoveAccount(String account, String name, boolean move, String store)
      implements OperatorCall {}

  /** The same of many, a few at a time; stops when nobody answers. */
  record MoveAccounts(List<MoveAccount> moves) implements OperatorCall {
    public MoveAccounts {
      moves = List.copyOf(moves);
    }
  }

  /** A command of a migration: start, pause, resume, release, rollback, finish, cancel, verify. */
  record Command(long migration, String name, String command, String reason)
      implements OperatorCall {}

  /**
   * Changes limits of a migration.
   *
   * @param json as the contract has it
   */
  record SetLimits(long migration, String name, String json) implements OperatorCall {}

  /** Begins a deployment of the next release. */
  record Deploy(Rollout rollout) implements OperatorCall {}

  /** How the next release comes. */
  enum Rollout {
    ROLLING,
    BLUE_GREEN,
    CANARY
  }

  /** All traffic back to the release before. */
  record RollBackRelease(String reason) implements OperatorCall {}

  /**
   * Reads the journal of an account: of its own moves, and of its part in the given migrations.
   *
   * @param account key of its row
   * @param all false: it may have been in others, too
   */
  record ReadAccountJournal(String account, List<Long> migrations, boolean all)
      implements OperatorCall {
    public ReadAccountJournal {
      migrations = List.copyOf(migrations);
    }
  }

  /** Reads the latest of a migration's journal, and its status. */
  record ReadMigrationJournal(long migration) implements OperatorCall {}
}
