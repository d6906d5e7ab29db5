package dev.notely.tui.stream;

import dev.notely.proto.migrations.v1.Document;
import dev.notely.proto.migrations.v1.ListEvents;
import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc.MigrationServiceBlockingV2Stub;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Reads the latest lines of journals. Pages come oldest first, and a journal may have millions of
 * lines: the end is looked for by halving, as ids rise with time.
 */
final class JournalReader {
  /** More are not looked at on a screen, nor asked for at once. */
  static final int KEPT = 500;

  private static final int NEAR = 4 * KEPT; // ids: so close to the end all is read
  private static final int PAGES = 10; // from there on; it grows meanwhile
  private static final long FARTHEST = Long.MAX_VALUE / 2;

  private JournalReader() {}

  /**
   * The end of one journal, or of several.
   *
   * @param events oldest first, at most {@link #KEPT}
   * @param whole false: there are earlier ones
   */
  private record End(List<JournalEvent> events, boolean whole) {
    static End of(List<JournalEvent> read, boolean whole) {
      int more = Math.max(0, read.size() - KEPT);
      return new End(List.copyOf(read.subList(more, read.size())), whole && more == 0);
    }
  }

  static MigrationServiceBlockingV2Stub migrations(ManagedChannel proxy) {
    return MigrationServiceGrpc.newBlockingV2Stub(proxy)
        .withDeadlineAfter(OperatorLine.DEADLINE_S, TimeUnit.SECONDS);
  }

  /** Of its own moves and of its part in migrations, in the order of time. */
  static CallResult account(ManagedChannel proxy, OperatorCall.ReadAccountJournal read)
      throws StatusException {
    List<JournalEvent> events = new ArrayList<>();
    boolean whole = read.all();
    for (long migration : Stream.concat(Stream.of(0L), read.migrations().stream()).toList()) {
      End end =
          end(
              proxy,
              ListEvents.newBuilder()
                  .setId(migration)
                  .setAccount(AccountIds.bytes(read.account())));
      events.addAll(end.events());
      whole &= end.whole();
    }
    events.sort(Comparator.comparing(JournalEvent::at));
    End end = End.of(events, whole);
    return new CallResult.Journal(read.account(), "", end.events(), end.whole());
  }

  static CallResult migration(ManagedChannel proxy, OperatorCall.ReadMigrationJournal read)
      throws StatusException {
    String status =
        migrations(proxy)
            .status(MigrationId.newBuilder().setId(read.migration()).build())
            .getJson();
    End end = end(proxy, ListEvents.newBuilder().setId(read.migration()));
    return new CallResult.Journal(
        Long.toUnsignedString(read.migration()), status, end.events(), end.whole());
  }

  private static End end(ManagedChannel proxy, ListEvents.Builder of) throws StatusException {
    Document first = page(proxy, of, 0);
    if (first.getNext().isEmpty()) {
      return End.of(JournalEvent.read(first.getJson()), true);
    }
    long after = nearEnd(proxy, of);
    boolean whole = after == 0;
    List<JournalEvent> events = new ArrayList<>();
    for (int i = 0; i < PAGES; i++) {
      Document page = page(proxy, of, after);
      events.addAll(JournalEvent.read(page.getJson()));
      if (page.getNext().isEmpty()) {
        break;
      }
      after = Long.parseUnsignedLong(page.getNext());
    }
    return End.of(events, whole);
  }

  /** An id that more than {@link #KEPT} lines follow, and not many more. */
  private static long nearEnd(ManagedChannel proxy, ListEvents.Builder of) throws StatusException {
    long low = 0;
    long high = NEAR;
    while (high < FARTHEST && manyFollow(proxy, of, high)) {
      low = high;
      high *= 2;
    }
    while (high - low > NEAR) {
      long middle = low + (high - low) / 2;
      if (manyFollow(proxy, of, middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean manyFollow(ManagedChannel proxy, ListEvents.Builder of, long id)
      throws StatusException {
    return !page(proxy, of, id).getNext().isEmpty();
  }

  private static Document page(ManagedChannel proxy, ListEvents.Builder of, long after)
      throws StatusException {
    return migrations(proxy).events(of.setAfter(after).setLimit(KEPT).build());
  }
}
