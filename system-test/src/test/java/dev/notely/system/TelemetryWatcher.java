package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Migration;
import dev.notely.proto.telemetry.v1.Missing;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proto.telemetry.v1.StoreOperation;
import dev.notely.proto.telemetry.v1.TelemetryServiceGrpc;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches the telemetry of one proxy, and reads as much as it is told to. */
public final class TelemetryWatcher
    implements ClientResponseObserver<WatchTelemetry, TelemetryUpdate>, AutoCloseable {
  /** Of a watcher who reads all. */
  public static final int ALL = Integer.MAX_VALUE;

  private final ManagedChannel channel;
  private final int atFirst;
  private volatile @Nullable ClientCallStreamObserver<WatchTelemetry> call;

  // All guarded by this:
  private final Map<String, RouteFigures> routes = new HashMap<>();
  private final Map<String, StoreOperation> operations = new HashMap<>();
  private final Map<String, Proxy> proxies = new HashMap<>();
  private final Map<String, Store> stores = new HashMap<>();
  private final Map<String, Account> accounts = new HashMap<>(); // by name
  private final Map<Long, Migration> migrations = new HashMap<>();
  private final Set<String> logged = new HashSet<>();
  private List<Missing> missing = List.of();
  private TelemetryUpdate last = TelemetryUpdate.getDefaultInstance();
  private int updates;
  private int snapshots;
  private int snapshotBytes;
  private Status ended = Status.OK;

  /**
   * Begins to watch.
   *
   * @param request from where
   * @param reads updates at first
   */
  public TelemetryWatcher(Transport transport, String proxy, WatchTelemetry request, int reads) {
    channel = transport.channel(HostPort.parse(proxy));
    atFirst = reads;
    TelemetryServiceGrpc.newStub(channel).watch(request, this);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchTelemetry> started) {
    call = started;
    started.disableAutoRequestWithInitial(atFirst);
  }

  /** Reads so many more. */
  void read(int more) {
    Objects.requireNonNull(call).request(more);
  }

  @Override
  public synchronized void onNext(TelemetryUpdate update) {
    assertThat(update.getFormat()).isEqualTo(1);
    if (update.getBase() == 0) {
      snapshots++;
      snapshotBytes = update.getSerializedSize();
      List.of(routes, operations, proxies, stores, accounts, migrations).forEach(Map::clear);
    } else {
      assertThat(update.getBase()).isEqualTo(last.getVersion());
    }
    update
        .getRoutesList()
        .forEach(
            row -> routes.put(row.getMethod() + " " + row.getRoute() + " " + row.getStatus(), row));
    update
        .getOperationsList()
        .forEach(row ->
            operations.put(row.getStore() + " " + row.getOperation() + " " + row.getStatus(), row));
    update.getProxiesList().forEach(row -> proxies.put(row.getName(), row));
    update.getStoresList().forEach(row -> stores.put(row.getName(), row));
    update.getAccountsList().forEach(row -> accounts.put(row.getName(), row));
    update.getMigrationsList().forEach(row -> migrations.put(row.getId(), row));
    update
        .getGoneList()
        .forEach(gone -> {
          routes.remove(gone.getKey());
          operations.remove(gone.getKey());
          proxies.remove(gone.getKey());
        });
    update.getLogList().forEach(event -> logged.add(event.getProcess()));
    missing = update.getMissingList();
    last = update;
    updates++;
  }

  @Override
  public synchronized void onError(Throwable cause) {
    ended = Status.fromThrowable(cause);
  }

  @Override
  public synchronized void onCompleted() {
    ended = Status.INTERNAL.withDescription("a watch does not end by itself");
  }

  synchronized long total(String route) {
    return Optional.ofNullable(routes.get(route)).map(RouteFigures::getTotal).orElse(0L);
  }

  synchronized long operations(String operation) {
    return Optional.ofNullable(operations.get(operation)).map(StoreOperation::getTotal).orElse(0L);
  }

  synchronized Map<String, Proxy> proxies() {
    return Map.copyOf(proxies);
  }

  synchronized Optional<Store> store(String name) {
    return Optional.ofNullable(stores.get(name));
  }

  synchronized Optional<Account> account(String name) {
    return Optional.ofNullable(accounts.get(name));
  }

  synchronized Optional<Migration> migration(long id) {
    return Optional.ofNullable(migrations.get(id));
  }

  /** Processes of which a log event came. */
  synchronized Set<String> logged() {
    return Set.copyOf(logged);
  }

  synchronized List<String> missing() {
    return missing.stream().map(Missing::getWho).toList();
  }

  synchronized TelemetryUpdate last() {
    return last;
  }

  public synchronized int updates() {
    return updates;
  }

  synchronized int snapshots() {
    return snapshots;
  }

  /** Of the latest one, as it came; 0: none has. */
  public synchronized int snapshotBytes() {
    return snapshotBytes;
  }

  public synchronized Status ended() {
    return ended;
  }

  /** To go on, here or elsewhere. */
  synchronized WatchTelemetry request() {
    return WatchTelemetry.newBuilder()
        .setStream(last.getStream())
        .setVersion(last.getVersion())
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
