package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.tui.stream.AccountIds;
import dev.notely.tui.stream.OperatorCall;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens and closes one thing in detail. Pure. */
final class Details {
  /** An account may have been in any migration; so many of the latest are asked. */
  private static final int LATEST = 10;

  private Details() {}

  static Step open(ScreenState state) {
    if (state.talk().detail().isPresent()) {
      return Step.to(state.with(state.talk().withoutDetail()));
    }
    return switch (state.page()) {
      case OVERVIEW ->
          Step.to(
              state.view().findings().isEmpty()
                  ? state
                  : state.with(state.talk().showing(new Detail.Found(0))));
      case MIGRATIONS ->
          state
              .lists()
              .migrations()
              .selected()
              .map(row -> migration(state, row))
              .orElse(Step.to(state));
      case ACCOUNTS ->
          state
              .lists()
              .accounts()
              .listing()
              .selected()
              .map(account -> account(state, account))
              .orElse(Step.to(state));
      case LOGS ->
          Step.to(
              state
                  .lists()
                  .logs()
                  .listing()
                  .selected()
                  .map(event -> state.with(state.talk().showing(new Detail.Logged(event))))
                  .orElse(state));
    };
  }

  private static Step migration(ScreenState state, MigrationRow row) {
    return Step.reading(
        journaled(state, Page.MIGRATIONS, Long.toUnsignedString(row.id())),
        new OperatorCall.ReadMigrationJournal(row.id()));
  }

  private static Step account(ScreenState state, Account account) {
    List<Long> migrations =
        Stream.concat(
                Stream.of(account.getMigration()).filter(present -> present != 0),
                state.lists().migrations().rows().stream().map(MigrationRow::id))
            .distinct()
            .toList();
    String key = AccountIds.key(account.getId());
    return Step.reading(
        journaled(state, Page.ACCOUNTS, key),
        new OperatorCall.ReadAccountJournal(
            key, migrations.stream().limit(LATEST).toList(), migrations.size() <= LATEST));
  }

  private static ScreenState journaled(ScreenState state, Page page, String subject) {
    return state.with(
        state.talk().showing(new Detail.Journaled(page, subject, Optional.empty(), 0)));
  }
}
