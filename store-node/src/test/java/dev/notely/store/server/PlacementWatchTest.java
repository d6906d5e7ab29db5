package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AccountId;
import dev.notely.proto.catalog.v1.Placement;
import dev.notely.proto.catalog.v1.PlacementChange.Kind;
import dev.notely.proto.catalog.v1.PlacementEvent;
import dev.notely.proto.catalog.v1.WatchPlacements;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlacementWatchTest {
  private static final int WRITERS = 4;
  private static final int ACCOUNTS_PER_WRITER = 40;

  @TempDir Path folder;
  private CatalogUnderTest catalog;

  @BeforeEach
  void start() {
    catalog = new CatalogUnderTest(folder, Duration.ofSeconds(60));
    catalog.announce("legacy");
    catalog.announce("new");
  }

  @AfterEach
  void stop() {
    catalog.close();
  }

  private Recorder<PlacementEvent> watch(long after) {
    Recorder<PlacementEvent> events = new Recorder<>();
    catalog.watching().watch(WatchPlacements.newBuilder().setAfterVersion(after).build(), events);
    return events;
  }

  @Test
  void theFirstMessageSaysWhereTheCatalogIs() {
    catalog.create(1);
    catalog.create(2);
    Recorder<PlacementEvent> events = watch(0);
    events.awaitItems(1);
    assertThat(events.items()).containsExactly(PlacementEvent.newBuilder().setVersion(2).build());
  }

  @Test
  void aWatcherThatComesBackGetsWhatItMissed() {
    catalog.create(1);
    catalog.create(2);
    catalog.create(3);
    Recorder<PlacementEvent> events = watch(1);
    events.awaitItems(3);
    assertThat(events.items())
        .extracting(PlacementEvent::getVersion, event -> event.getPlacement().getAccount())
        .containsExactly(
            tuple(3L, ByteString.EMPTY),
            tuple(2L, CatalogUnderTest.id(2)),
            tuple(3L, CatalogUnderTest.id(3)));
  }

  @Test
  void aChangeIsToldAtOnce() {
    Recorder<PlacementEvent> events = watch(0);
    events.awaitItems(1);
    Placement created = catalog.create(1).getPlacement();
    events.awaitItems(2);
    assertThat(events.items().getLast().getPlacement()).isEqualTo(created);
  }

  @Test
  void nothingIsLostWhileOthersWriteAndWatchersComeAndGo() throws Exception {
    List<Recorder<PlacementEvent>> watchers = new ArrayList<>();
    watchers.add(watch(0));
    watchers.getFirst().awaitItems(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int first = writer * ACCOUNTS_PER_WRITER;
        writers.add(threads.submit(() -> write(first)));
      }
      while (!writers.stream().allMatch(Future::isDone)) {
        Recorder<PlacementEvent> late = watch(1); // joins in the middle
        late.awaitItems(1);
        watchers.add(late);
        if (watchers.size() > 20) {
          break;
        }
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    Map<ByteString, Placement> truth = truth();
    for (Recorder<PlacementEvent> watcher : watchers) {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(newest(watcher.items())).containsAllEntriesOf(truth));
      assertThat(watcher.items().getFirst().hasPlacement()).isFalse();
      assertThat(watcher.items().stream().skip(1).map(PlacementEvent::getVersion))
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  private void write(int first) {
    for (int i = first; i < first + ACCOUNTS_PER_WRITER; i++) {
      catalog.create(i);
      catalog.win(i, 1, Kind.ADMIT);
      catalog.win(i, 1, Kind.BEGIN);
      catalog.win(i, 1, Kind.COMMIT);
    }
  }

  private Map<ByteString, Placement> truth() {
    Map<ByteString, Placement> truth = new HashMap<>();
    for (int i = 0; i < WRITERS * ACCOUNTS_PER_WRITER; i++) {
      ByteString id = CatalogUnderTest.id(i);
      truth.put(id, catalog.placements().find(AccountId.newBuilder().setId(id).build()));
    }
    return truth;
  }

  private static Map<ByteString, Placement> newest(List<PlacementEvent> events) {
    Map<ByteString, Placement> newest = new HashMap<>();
    events.stream()
        .filter(PlacementEvent::hasPlacement)
        .forEach(event -> newest.put(event.getPlacement().getAccount(), event.getPlacement()));
    return newest;
  }

  @Test
  void aSlowWatcherMissesNothing() {
    SlowWatcher slow = new SlowWatcher();
    catalog.watching().watch(WatchPlacements.getDefaultInstance(), slow);
    slow.take(1);
    await().atMost(Duration.ofSeconds(10)).until(() -> slow.events.size() == 1);
    write(0);
    Map<ByteString, Placement> truth = new HashMap<>();
    for (int i = 0; i < ACCOUNTS_PER_WRITER; i++) {
      ByteString id = CatalogUnderTest.id(i);
      truth.put(id, catalog.placements().find(AccountId.newBuilder().setId(id).build()));
    }
    assertThat(slow.events).as("it has asked for no more").hasSize(1);
    slow.take(10_000);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(newest(slow.events)).isEqualTo(truth));
  }

  /** Takes only what it asks for. */
  private static final class SlowWatcher
      implements ClientResponseObserver<WatchPlacements, PlacementEvent> {
    private final List<PlacementEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicReference<ClientCallStreamObserver<WatchPlacements>> call =
        new AtomicReference<>();

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchPlacements> stream) {
      stream.disableAutoRequestWithInitial(0);
      call.set(stream);
    }

    void take(int count) {
      call.get().request(count);
    }

    @Override
    public void onNext(PlacementEvent event) {
      events.add(event);
    }

    @Override
    public void onError(Throwable cause) {
      // the test is over
    }

    @Override
    public void onCompleted() {
      // a watch has no end
    }
  }
}
