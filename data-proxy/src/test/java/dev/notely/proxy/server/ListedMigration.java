package dev.notely.proxy.server;

import dev.notely.proxy.migration.UnaskedMigrations;
import dev.notely.proxy.migration.outlook.Reports;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Shows the accounts of one migration and the evidence of their quarantines; changes nothing. */
final class ListedMigration extends UnaskedMigrations {
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
    return new Reports().report();
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
    return new JournalEvent(id, Optional.of(account), 0, "p", event, "", "", "", evidence, "");
  }
}
