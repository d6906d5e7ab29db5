package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AccountCatalogServiceGrpc;
import dev.notely.proto.catalog.v1.AccountEntry;
import dev.notely.proto.catalog.v1.CreateAccountEntry;
import dev.notely.proto.catalog.v1.Heartbeat;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.MigrationCatalogServiceGrpc;
import dev.notely.proto.catalog.v1.MoveServiceGrpc;
import dev.notely.proto.catalog.v1.Placement;
import dev.notely.proto.catalog.v1.PlacementChange;
import dev.notely.proto.catalog.v1.PlacementServiceGrpc;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.runtime.grpc.Protocol;
import dev.notely.store.catalog.FakeClock;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** A catalog that is spoken to over gRPC, as proxies and stores do. */
final class CatalogUnderTest implements AutoCloseable {
  final FakeClock clock = new FakeClock();
  private final CatalogNode node;
  private final Server server;
  private final ManagedChannel channel;

  CatalogUnderTest(Path folder, Duration silence) {
    node = CatalogNode.open(folder.resolve("catalog.db"), clock, silence);
    String name = UUID.randomUUID().toString();
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name);
    node.services().forEach(builder::addService);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = InProcessChannelBuilder.forName(name).build();
  }

  AccountCatalogServiceGrpc.AccountCatalogServiceBlockingStub accounts() {
    return AccountCatalogServiceGrpc.newBlockingStub(channel);
  }

  PlacementServiceGrpc.PlacementServiceBlockingStub placements() {
    return PlacementServiceGrpc.newBlockingStub(channel);
  }

  PlacementServiceGrpc.PlacementServiceStub watching() {
    return PlacementServiceGrpc.newStub(channel);
  }

  MoveServiceGrpc.MoveServiceBlockingStub moves() {
    return MoveServiceGrpc.newBlockingStub(channel);
  }

  MigrationCatalogServiceGrpc.MigrationCatalogServiceBlockingStub migrations() {
    return MigrationCatalogServiceGrpc.newBlockingStub(channel);
  }

  ReleaseServiceGrpc.ReleaseServiceBlockingStub releases() {
    return ReleaseServiceGrpc.newBlockingStub(channel);
  }

  MemberServiceGrpc.MemberServiceStub members() {
    return MemberServiceGrpc.newStub(channel);
  }

  static ByteString id(int number) {
    byte[] bytes = new byte[16];
    bytes[14] = (byte) (number >> 8);
    bytes[15] = (byte) number;
    return ByteString.copyFrom(bytes);
  }

  static Heartbeat store(String name) {
    return Heartbeat.newBuilder()
        .setStore(
            StoreMember.newBuilder()
                .setName(name)
                .setAddress(name + ":1")
                .setSchema("clustered")
                .putLabels("zone", "a"))
        .build();
  }

  static Heartbeat proxy(String name) {
    return Heartbeat.newBuilder()
        .setProxy(
            ProxyMember.newBuilder()
                .setName(name)
                .setAddress(name + ":1")
                .setRelease("r1")
                .setProtocol(Protocol.CURRENT))
        .build();
  }

  /** Announces a store and waits until it is recorded. */
  StreamObserver<Heartbeat> announce(String name) {
    Recorder<Object> replies = new Recorder<>();
    StreamObserver<Heartbeat> stream = members().join(Recorder.of(replies));
    stream.onNext(store(name));
    replies.awaitItems(1);
    return stream;
  }

  AccountEntry create(int number) {
    return accounts()
        .create(
            CreateAccountEntry.newBuilder()
                .setId(id(number))
                .setName("n" + number)
                .setTier("free")
                .setHome("legacy")
                .build());
  }

  Placement win(int number, long epoch, PlacementChange.Kind kind) {
    var reply =
        placements()
            .compareAndSet(
                PlacementChange.newBuilder()
                    .setAccount(id(number))
                    .setExpectedEpoch(epoch)
                    .setKind(kind)
                    .setSecond("new")
                    .build());
    if (!reply.getWon()) {
      throw new AssertionError(kind + " at " + epoch + " lost: " + reply);
    }
    return reply.getPlacement();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    node.close();
  }
}
