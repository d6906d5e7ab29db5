package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.tui.stream.AccountIds;
import dev.notely.tui.stream.OperatorCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys that set the feature flag of accounts. Pure. */
final class AccountKeys {
  private AccountKeys() {}

  /** Moves the selected account, or takes it back while it is under way. */
  static Step toggle(ScreenState state) {
    if (state.page() != Page.ACCOUNTS) {
      return Step.refusing(state, "m moves the account that is selected on page 3");
    }
    Optional<Account> selected = state.lists().accounts().listing().selected();
    if (selected.isEmpty()) {
      return Step.refusing(state, "no account is listed");
    }
    Account account = selected.get();
    return Step.asking(state, move(account, account.getTarget().isEmpty(), state.target()));
  }

  private static OperatorCall.MoveAccount move(Account account, boolean move, String store) {
    return new OperatorCall.MoveAccount(
        AccountIds.key(account.getId()), account.getName(), move, move ? store : "");
  }

  /**
   * On the page of migrations the selected one is started or resumed; elsewhere it is about all
   * accounts that page 3 lists.
   */
  static Step all(ScreenState state) {
    if (state.page() == Page.MIGRATIONS) {
      Optional<MigrationRow> selected = state.lists().migrations().selected();
      if (selected.filter(MigrationRow::isOpen).isPresent()) {
        return MigrationKeys.pressed(state, 'r');
      }
    }
    List<Account> listed = state.lists().accounts().listing().rows();
    List<OperatorCall.MoveAccount> moves =
        listed.stream()
            .filter(account ->
                account.getTarget().isEmpty() && !account.getHome().equals(state.target()))
            .map(account -> move(account, true, state.target()))
            .toList();
    if (!moves.isEmpty()) {
      return asked(state, "Move %s of %s listed accounts to %s?", moves, words(state.target()));
    }
    List<OperatorCall.MoveAccount> back =
        listed.stream()
            .filter(account -> !account.getTarget().isEmpty())
            .map(account -> move(account, false, ""))
            .toList();
    return back.isEmpty()
        ? Step.refusing(
            state, "no account that page 3 lists can be moved to " + words(state.target()))
        : asked(state, "Take back %s of %s listed accounts?%s", back, "");
  }

  private static Step asked(
      ScreenState state, String sentence, List<OperatorCall.MoveAccount> moves, String where) {
    int listed = state.lists().accounts().listing().rows().size();
    String text = sentence.formatted(Figures.count(moves.size()), Figures.count(listed), where);
    return Step.to(
        state.with(
            state.talk().asking(Question.Choice.yes(text, new OperatorCall.MoveAccounts(moves)))));
  }

  /** The configured store, then every store that serves. */
  static Step nextTarget(ScreenState state) {
    List<String> targets = new ArrayList<>(List.of(""));
    state.view().stores().values().stream()
        .filter(store -> store.getState().equals("serving"))
        .map(Store::getName)
        .forEach(targets::add);
    String next = Ring.step(targets, state.target(), 1);
    return Step.to(
        state.movingTo(next).telling(Outcome.plain("m and M move accounts to " + words(next))));
  }

  static String words(String target) {
    return target.isEmpty() ? "the configured store" : target;
  }
}
