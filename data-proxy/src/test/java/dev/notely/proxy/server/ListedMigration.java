package dev.notely.proxy.server;

import dev.notely.proxy.store.MigrationCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Shows the accounts of one migration and the evidence of their quarantines; changes nothing. */
final class ListedMigration implements MigrationCatalog {
  static final long ID = 7;

  private final List<Account> accounts = new ArrayList<>();
  private final Map<UUID, String> evidence = new HashMap<>();
  private final int pageSize;

  /**
   * Makes an empty one.
   *
   * @param pageSize most accounts on a page, whatever is asked for
   */
  ListedMigration(int pageSize) {
    this.pageSize = pageSize;
  }

  void add(Account account) {
    accounts.add(account);
    accounts.sort(
        Comparator.comparing(
            one -> dev.notely.proxy.store.Ids.bytes(one.account()),
            com.google.protobuf.ByteString.unsignedLexicographicalComparator()));
  }

  void quarantine(UUID account, String json) {
    evidence.put(account, json);
  }

  @Override
  public Report get(long migration) {
    return new Report(
        new Migration(
            migration,
            "m",
            "{}",
            State.RUNNING,
            1,
            0,
            false,
            List.of("all"),
            1,
            0,
            "",
            "",
            "",
            0,
            0,
            0,
            "",
            Verification.NONE,
            Set.of(),
            Optional.empty()),
        List.of(),
        0,
        "",
        true,
        "",
        List.of(),
        0,
        List.of());
  }

  @Override
  public AccountPage accounts(
      long migration, Optional<UUID> after, int limit, Set<AccountState> states) {
    Comparator<UUID> order =
        Comparator.comparing(
            dev.notely.proxy.store.Ids::bytes,
            com.google.protobuf.ByteString.unsignedLexicographicalComparator());
    List<Account> rest =
        accounts.stream()
            .filter(one -> after.isEmpty() || order.compare(one.account(), after.get()) > 0)
            .toList();
    int most = Math.min(limit, pageSize);
    return new AccountPage(rest.stream().limit(most).toList(), rest.size() > most);
  }

  @Override
  public EventPage events(long migration, long afterId, int limit, Optional<UUID> account) {
    UUID id = account.orElseThrow();
    return new EventPage(
        List.of(
            event(1, id, "ADDED", ""), event(2, id, "QUARANTINE", evidence.getOrDefault(id, ""))),
        false);
  }

  private static JournalEvent event(long id, UUID account, String event, String evidence) {
    return new JournalEvent(id, Optional.of(account), 0, "p", event, "", "", "", evidence);
  }

  private static AssertionError unasked() {
    return new AssertionError("not asked for");
  }

  @Override
  public void dropAccounts(long migration, List<UUID> accounts, String actor, String reason) {
    throw unasked();
  }

  @Override
  public Migration create(
      String name,
      String spec,
      List<String> waves,
      int concurrentAccounts,
      long recordsPerSecond,
      String actor,
      String evidence) {
    throw unasked();
  }

  @Override
  public void addAccounts(long migration, List<Planned> planned) {
    throw unasked();
  }

  @Override
  public List<Migration> list(int limit, boolean unfinished) {
    throw unasked();
  }

  @Override
  public Migration apply(Command command) {
    throw unasked();
  }

  @Override
  public Migration setLimits(
      long migration,
      Optional<Integer> concurrentAccounts,
      Optional<Long> recordsPerSecond,
      String actor,
      String reason) {
    throw unasked();
  }

  @Override
  public Portion enrol(long migration, int limit, String actor) {
    throw unasked();
  }

  @Override
  public Portion turnBack(long migration, int limit, String actor) {
    throw unasked();
  }

  @Override
  public Portion settleVerified(long migration, List<UUID> verified, String actor) {
    throw unasked();
  }

  @Override
  public boolean releaseAccount(long migration, UUID account, String actor, String reason) {
    throw unasked();
  }

  @Override
  public List<Migration> lead(String holder) {
    throw unasked();
  }

  @Override
  public void progress(long migration, String holder, boolean reverseHealthy, String json) {
    throw unasked();
  }

  @Override
  public long inconsistency(UUID account, UUID note, Map<String, String> what) {
    throw unasked();
  }
}
