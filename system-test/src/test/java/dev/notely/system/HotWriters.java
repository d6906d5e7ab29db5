package dev.notely.system;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AccountId;
import dev.notely.proto.catalog.v1.Placement;
import dev.notely.proto.catalog.v1.PlacementServiceGrpc;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.WriteKey;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.runtime.grpc.Protocol;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Writes to one account straight at its home, past gateway and proxies: as many as the store takes.
 * Where the home refuses, the catalog is asked where the account is now.
 */
final class HotWriters implements AutoCloseable {
  private static final int WRITERS = 64;
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final ByteString account;
  private final ManagedChannel catalog;
  private final Map<String, ManagedChannel> stores = new HashMap<>();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Placement placement;
  private volatile boolean closed;

  /**
   * Begins at once.
   *
   * @param stores addresses by name
   */
  HotWriters(UUID account, String catalog, Map<String, String> stores) {
    this.account = bytes(account);
    this.catalog = channel(catalog);
    stores.forEach((name, address) -> this.stores.put(name, channel(address)));
    placement = find();
    for (int i = 0; i < WRITERS; i++) {
      var _ = writers.submit(this::write);
    }
  }

  private static ManagedChannel channel(String address) {
    return ManagedChannelBuilder.forTarget(address)
        .usePlaintext()
        .intercept(Protocol.says(Protocol.CURRENT))
        .build();
  }

  private static ByteString bytes(UUID id) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .flip());
  }

  private Placement find() {
    return PlacementServiceGrpc.newBlockingStub(catalog)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .find(AccountId.newBuilder().setId(account).build());
  }

  private void write() {
    while (!closed) {
      UUID note = UUID.randomUUID();
      CreateNote create =
          CreateNote.newBuilder()
              .setAccount(account)
              .setNote(bytes(note))
              .setContent(ByteString.copyFromUtf8("hot"))
              .setKey(
                  WriteKey.newBuilder()
                      .setKey(bytes(note))
                      .setExpiresMs(System.currentTimeMillis() + 600_000))
              .build();
      if (until(create)) {
        acknowledged.add(note.toString());
      }
    }
  }

  /** True if it was acknowledged; false: the end came first. */
  private boolean until(CreateNote create) {
    while (!closed) {
      try {
        WriteReply reply = send(placement, create);
        if (reply.getRefusal() == Refusal.NOT_REFUSED) {
          return reply.getAnswer().getOutcome() == Outcome.OK;
        }
        pause();
        placement = find();
      } catch (StatusRuntimeException e) {
        pause(); // busy, or late: with the same key
      }
    }
    return false;
  }

  private WriteReply send(Placement at, CreateNote create) {
    Proof proof =
        Proof.newBuilder()
            .setAccount(account)
            .setHome(at.getHome())
            .setEpoch(at.getEpoch())
            .setRole(Role.HOME)
            .build();
    return StoreNoteServiceGrpc.newBlockingStub(
            java.util.Objects.requireNonNull(stores.get(at.getHome())))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .write(WriteRequest.newBuilder().setProof(proof).setCreate(create).build());
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ids of the notes that a store has acknowledged. */
  Queue<String> acknowledged() {
    return acknowledged;
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    closed = true;
    writers.close();
    stores.values().forEach(ManagedChannel::shutdownNow);
    catalog.shutdownNow();
  }
}
