package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.notely.proto.accounts.v1.AccountServiceGrpc;
import dev.notely.proto.accounts.v1.UpdateAccount;
import dev.notely.proto.migrations.v1.CommandRequest;
import dev.notely.proto.migrations.v1.Limits;
import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc.MigrationServiceBlockingStub;
import dev.notely.proto.migrations.v1.ResolveUnexpectedData;
import dev.notely.proxy.migration.MigrationDriver;
import dev.notely.proxy.migration.Oversight;
import dev.notely.proxy.migration.UnaskedMigrations;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.CatalogClient;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.StoreDirectory;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Protocol;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.telemetry.Keeping;
import io.grpc.Channel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Operators' commands of a client that traces nothing, at a proxy that keeps only what must be
 * kept: that their spans are there, and what they say.
 */
final class CommandSpansTest {
  private static final UUID ANN = new UUID(0, 1);
  private static final Placement AT_HOME =
      new Placement(ANN, 5, "legacy", "", Phase.SETTLED, 3, Quarantine.ID);
  private static final HostPort ANY = new HostPort("127.0.0.1", 0);

  private final InMemorySpanExporter kept = InMemorySpanExporter.create();
  private final OpenTelemetrySdk telemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .setSampler(new OnlyMarked())
                  .addSpanProcessor(SimpleSpanProcessor.create(kept))
                  .build())
          .build();
  private final Transport ofProxy = new Transport(telemetry, Protocol.CURRENT, Traces::ofCall);
  private final Transport ofClient = new Transport(OpenTelemetry.noop());
  private final StoreDirectory directory = new StoreDirectory(ofProxy);
  private final EveryProxy proxies = new EveryProxy(List::of, ofProxy::channel);
  private final AdoptedRows legacy = new AdoptedRows("legacy", 10);
  private Server proxy;
  private Channel channel;

  private static final class OnlyMarked implements Sampler {
    @Override
    public SamplingResult shouldSample(
        Context parent,
        String traceId,
        String name,
        SpanKind kind,
        Attributes attributes,
        List<LinkData> links) {
      return Boolean.TRUE.equals(attributes.get(Keeping.KEEP))
          ? SamplingResult.recordAndSample()
          : SamplingResult.drop();
    }

    @Override
    public String getDescription() {
      return "only what is marked at its start";
    }
  }

  /** Ann is quarantined. */
  private static final class Quarantine extends UnaskedMigrations {
    static final long ID = 7;

    @Override
    public Report get(long migration) {
      return new Reports().report();
    }

    @Override
    public AccountPage accounts(
        long migration, Optional<UUID> after, int limit, Set<AccountState> states) {
      return new AccountPage(
          List.of(
              new Account(
                  ANN, 0, AccountState.QUARANTINED, "legacy", "new", 0, 0, 0, "", 0, AT_HOME)),
          false);
    }

    @Override
    public boolean releaseAccount(long migration, UUID account, String actor, String reason) {
      return true;
    }
  }

  private static final class Settled implements PlacementCatalog {
    @Override
    public Placement find(UUID account) {
      return AT_HOME;
    }

    @Override
    public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
      throw new AssertionError("it is settled");
    }
  }

  @BeforeEach
  void start() throws IOException {
    CatalogClient nowhere = new CatalogClient(ofProxy.channel(new HostPort("127.0.0.1", 1)), "me");
    MigrationDriver.Ports ports = UnaskedPorts.of(new Quarantine(), _ -> legacy, Oversight.NONE);
    SlowLane lane = SlowLane.ofCallers(4);
    PlacementCatalog catalog = new Settled();
    FeatureFlag flag =
        new FeatureFlag(
            catalog, new PlacementCache(catalog), ports.stores(), directory, "new", false);
    MigrationPlanner planner = new MigrationPlanner(nowhere, directory, ports.inspections());
    proxy =
        ofProxy.startServer(
            ANY,
            List.of(
                new MigrationGrpcService(
                    planner,
                    ports,
                    new MirrorSurvey(proxies),
                    _ -> ThrottleLook.Seen.NOTHING,
                    lane,
                    InstantSource.system()),
                new AccountGrpcService(
                    nowhere,
                    flag,
                    lane,
                    new NewAccountPlacement(ports.catalog(), planner::stores, "new"))));
    channel = ofClient.channel(new HostPort("127.0.0.1", proxy.getPort()));
  }

  @AfterEach
  void stop() {
    proxy.shutdownNow();
    proxies.close();
    directory.close();
    ofClient.close();
    ofProxy.close();
    telemetry.close();
  }

  private MigrationServiceBlockingStub migrations() {
    return MigrationServiceGrpc.newBlockingStub(channel);
  }

  private static CommandRequest.Builder command(String command) {
    return CommandRequest.newBuilder()
        .setId(Quarantine.ID)
        .setCommand(command)
        .setAccount(Ids.bytes(ANN))
        .setActor("op")
        .setReason("why");
  }

  /** Of the one call that was kept. */
  private Map<String, Object> attributes() {
    List<SpanData> spans =
        await().until(() -> kept.getFinishedSpanItems(), found -> !found.isEmpty());
    assertThat(spans).hasSize(1);
    return spans.getFirst().getAttributes().asMap().entrySet().stream()
        .collect(Collectors.toMap(one -> one.getKey().getKey(), Map.Entry::getValue));
  }

  private void assertAboutAnn(String command, long migration) {
    assertThat(attributes())
        .containsEntry("notely.command", command)
        .containsEntry("notely.migration", migration)
        .containsEntry("notely.account", ANN.toString())
        .containsEntry("notely.epoch", AT_HOME.epoch());
  }

  @Test
  void aReleasedAccount() {
    var _ = migrations().command(command("release").build());
    assertAboutAnn("release", Quarantine.ID);
  }

  @Test
  void aRepairAlsoIfItIsRefused() {
    assertThatThrownBy(() -> migrations().command(command("repair").build()))
        .hasMessageContaining("not in two stores");
    assertAboutAnn("repair", Quarantine.ID);
  }

  @Test
  void aRowThatIsResolved() {
    legacy.add(5, Optional.of(ANN), "{}");
    var _ =
        migrations()
            .resolve(
                ResolveUnexpectedData.newBuilder()
                    .setId(Quarantine.ID)
                    .setActor("op")
                    .setReason("why")
                    .setStore("legacy")
                    .setSource("notes")
                    .setRow(5)
                    .setDrop(true)
                    .build());
    assertAboutAnn("resolve", Quarantine.ID);
  }

  @Test
  void theFeatureFlag() {
    UpdateAccount back =
        UpdateAccount.newBuilder().setId(Ids.bytes(ANN)).setIsMigrating(false).build();
    assertThatThrownBy(() -> AccountServiceGrpc.newBlockingStub(channel).update(back))
        .as("there is no catalog to show the account")
        .isInstanceOf(StatusRuntimeException.class);
    assertAboutAnn("take back", 0);
  }

  @Test
  void whatOnlyLooksIsNotKept() {
    var _ = migrations().status(MigrationId.newBuilder().setId(Quarantine.ID).build());
    assertThatThrownBy(() ->
            migrations().setLimits(Limits.newBuilder().setId(Quarantine.ID).setJson("?").build()))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(attributes()).containsEntry("notely.command", "limits");
  }
}
