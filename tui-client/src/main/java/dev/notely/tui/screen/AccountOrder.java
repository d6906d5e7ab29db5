package dev.notely.tui.screen;

import com.google.protobuf.ByteString;
import dev.notely.proto.telemetry.v1.Account;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** By what accounts are sorted; o goes from one to the next. */
enum AccountOrder {
  NOTES,
  NAME,
  TIER,
  PHASE,
  HOME,
  ID;

  private static final List<AccountOrder> ALL = List.of(values());
  private static final Comparator<Account> BY_ID =
      Comparator.comparing(Account::getId, ByteString.unsignedLexicographicalComparator());

  /** Equal ones keep their places from one update to the next. */
  Comparator<Account> comparator() {
    return switch (this) {
      case NOTES -> Comparator.comparingLong(Account::getNotes).reversed().thenComparing(BY_ID);
      case NAME -> by(account -> account.getName().toLowerCase(Locale.ROOT));
      case TIER -> by(Account::getTier);
      case PHASE -> by(AccountOrder::phase);
      case HOME -> by(Account::getHome);
      case ID -> BY_ID;
    };
  }

  private static Comparator<Account> by(Function<Account, String> field) {
    return Comparator.comparing(field).thenComparing(BY_ID);
  }

  /** Those that are under way first: they are what one looks for. */
  private static String phase(Account account) {
    return (account.getTarget().isEmpty() ? "1" : "0") + account.getPhase();
  }

  AccountOrder next() {
    return Ring.step(ALL, this, 1);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
