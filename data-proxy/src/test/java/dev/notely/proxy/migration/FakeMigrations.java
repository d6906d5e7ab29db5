package dev.notely.proxy.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** A catalog of one migration that is what a test says, and writes down what it is asked. */
public final class FakeMigrations extends UnaskedMigrations {
  public final List<String> calls = new ArrayList<>();
  public final List<Account> accounts = new ArrayList<>();
  public final List<Command> commands = new ArrayList<>();
  public Supplier<Report> report;
  public String progress = "";
  public String evidence = "";

  public FakeMigrations(Supplier<Report> report) {
    this.report = report;
  }

  @Override
  public Migration create(
      String name,
      String spec,
      List<String> waves,
      Limits limits,
      String actor,
      String because,
      boolean lazy) {
    calls.add("create " + name + (lazy ? " lazily" : ""));
    evidence = because;
    return report.get().migration();
  }

  @Override
  public void addAccounts(long migration, List<Planned> planned) {
    planned.forEach(one -> calls.add("add " + one.account().getMostSignificantBits()));
  }

  @Override
  public void dropAccounts(long migration, List<UUID> gone, String actor, String reason) {
    gone.forEach(one -> calls.add("drop " + one.getMostSignificantBits() + " " + reason));
  }

  @Override
  public Report get(long migration) {
    return report.get();
  }

  @Override
  public List<Migration> list(int limit, boolean unfinished) {
    return List.of(report.get().migration());
  }

  @Override
  public Migration apply(Command command) {
    commands.add(command);
    return report.get().migration();
  }

  /** Pages of at most two, so that there are several. */
  @Override
  public AccountPage accounts(
      long migration, Optional<UUID> after, int limit, Set<AccountState> states) {
    List<Account> found =
        accounts.stream()
            .filter(account -> states.isEmpty() || states.contains(account.state()))
            .dropWhile(account ->
                after.isPresent()
                    && Long.compareUnsigned(
                            account.account().getMostSignificantBits(),
                            after.get().getMostSignificantBits())
                        <= 0)
            .toList();
    int page = Math.min(limit, 2);
    return new AccountPage(found.stream().limit(page).toList(), found.size() > page);
  }

  @Override
  public List<Migration> lead(String holder) {
    return List.of(report.get().migration());
  }

  @Override
  public void progress(long migration, String holder, boolean reverseHealthy, String json) {
    progress = json;
  }
}
