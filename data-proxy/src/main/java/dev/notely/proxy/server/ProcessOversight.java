package dev.notely.proxy.server;

import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.proto.store.v1.StatusRequest;
import dev.notely.proto.store.v1.StoreStatusServiceGrpc;
import dev.notely.proxy.migration.Oversight;
import dev.notely.proxy.migration.outlook.Alert;
import dev.notely.proxy.migration.outlook.StoreLook;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.StoreDirectory;
import dev.notely.proxy.store.StoreUnavailableException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Sees to it by log, by metric and, where an operator gave one, by webhook. */
final class ProcessOversight implements Oversight {
  private static final long LOOK_MS = 2_000;
  private static final int MISMATCHES = 100;

  private final StoreDirectory directory;
  private final MigrationCatalog migrations;
  private final MigrationMetrics metrics;
  private final Optional<AlertWebhook> webhook;
  private final ThrottleLook throttles;
  private final Duration patience;

  ProcessOversight(
      StoreDirectory directory,
      MigrationCatalog migrations,
      MigrationMetrics metrics,
      Optional<AlertWebhook> webhook,
      ThrottleLook throttles,
      Duration patience) {
    this.directory = directory;
    this.migrations = migrations;
    this.metrics = metrics;
    this.webhook = webhook;
    this.throttles = throttles;
    this.patience = patience;
  }

  @Override
  public Duration patience() {
    return patience;
  }

  @Override
  public StoreLook look(String store) {
    boolean live = directory.member(store).map(StoreMember::getLive).orElse(false);
    if (!live) {
      return new StoreLook.Away("it sends no heartbeat");
    }
    long began = System.nanoTime();
    try {
      var _ =
          StoreStatusServiceGrpc.newBlockingStub(directory.channel(store))
              .withDeadlineAfter(LOOK_MS, TimeUnit.MILLISECONDS)
              .status(StatusRequest.getDefaultInstance());
      return new StoreLook.Answers(Duration.ofNanos(System.nanoTime() - began));
    } catch (StatusRuntimeException e) {
      return new StoreLook.Away(e.getStatus().getCode().toString());
    } catch (StoreUnavailableException e) {
      return new StoreLook.Away(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Optional<String> throttle(long migration) {
    return throttles.look(migration).times().now();
  }

  @Override
  public void observed(Figures figures) {
    metrics.observed(figures, openMismatches(figures.id()));
  }

  private OptionalLong openMismatches(long migration) {
    try {
      return OptionalLong.of(
          migrations.mismatches(migration, Optional.empty(), MISMATCHES).mismatches().size());
    } catch (CatalogUnavailableException | MigrationRefusedException e) {
      return OptionalLong.empty(); // not known is not none
    }
  }

  @Override
  public void left(long migration) {
    metrics.left(migration);
  }

  @Override
  public void tell(Alert alert) {
    metrics.told(alert);
    webhook.ifPresent(hook -> hook.post(alert));
  }
}
