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
 * Reads the latest lines of journals. Pages come oldest first: the end of a very long one is not
 * reached, which is said.
 */
final class JournalReader {
  /** More are not looked at on a screen. */
  static final int KEPT = 500;

  private static final int PAGE = 1_000;
  private static final int PAGES = 20;

  private JournalReader() {}

  static MigrationServiceBlockingV2Stub migrations(ManagedChannel proxy) {
    return MigrationServiceGrpc.newBlockingV2Stub(proxy)
        .withDeadlineAfter(OperatorLine.DEADLINE_S, TimeUnit.SECONDS);
  }

  /** Of its own moves and of its part in migrations, in the order of time. */
  static CallResult account(ManagedChannel proxy, OperatorCall.ReadAccountJournal read)
      throws StatusException {
    List<JournalEvent> events = new ArrayList<>();
    boolean complete = true;
    for (long migration : Stream.concat(Stream.of(0L), read.migrations().stream()).toList()) {
      complete &=
          readInto(
              events,
              proxy,
              ListEvents.newBuilder()
                  .setId(migration)
                  .setAccount(AccountIds.bytes(read.account())));
    }
    events.sort(Comparator.comparing(JournalEvent::at));
    return new CallResult.Journal(read.account(), "", events, complete);
  }

  static CallResult migration(ManagedChannel proxy, OperatorCall.ReadMigrationJournal read)
      throws StatusException {
    String status =
        migrations(proxy)
            .status(MigrationId.newBuilder().setId(read.migration()).build())
            .getJson();
    List<JournalEvent> events = new ArrayList<>();
    boolean complete = readInto(events, proxy, ListEvents.newBuilder().setId(read.migration()));
    return new CallResult.Journal(
        Long.toUnsignedString(read.migration()), status, events, complete);
  }

  /** False: there are later ones. */
  private static boolean readInto(
      List<JournalEvent> events, ManagedChannel proxy, ListEvents.Builder request)
      throws StatusException {
    request.setLimit(PAGE);
    for (int page = 0; page < PAGES; page++) {
      Document document = migrations(proxy).events(request.build());
      events.addAll(JournalEvent.read(document.getJson()));
      if (events.size() > KEPT) {
        events.subList(0, events.size() - KEPT).clear();
      }
      if (document.getNext().isEmpty()) {
        return true;
      }
      request.setAfter(Long.parseUnsignedLong(document.getNext()));
    }
    return false;
  }
}
