package dev.notely.proxy.migration.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a migration does with one account: the one rule for plan, run and new accounts. */
public final class Assignment {
  private Assignment() {}

  /** The account's wave and target; empty if it is not selected, in no wave, or there already. */
  public static Optional<Planned> of(
      MigrationSpec spec, List<String> targets, AccountFacts account) {
    OptionalInt wave = spec.selection().covers(account) ? wave(spec, account) : OptionalInt.empty();
    if (wave.isEmpty()) {
      return Optional.empty();
    }
    String target = Rendezvous.choose(account.id(), targets);
    return target.equals(account.home())
        ? Optional.empty()
        : Optional.of(new Planned(account.id(), wave.getAsInt(), target));
  }

  /** The first wave that covers the account. */
  static OptionalInt wave(MigrationSpec spec, AccountFacts account) {
    for (int i = 0; i < spec.waves().size(); i++) {
      if (spec.waves().get(i).selection().covers(account)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
