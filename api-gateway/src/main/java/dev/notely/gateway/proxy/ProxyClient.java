package dev.notely.gateway.proxy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.notely.gateway.proxy.ProxyCallException.Kind;
import dev.notely.proto.accounts.v1.Account;
import dev.notely.proto.accounts.v1.AccountPage;
import dev.notely.proto.accounts.v1.AccountServiceGrpc;
import dev.notely.proto.accounts.v1.CreateAccount;
import dev.notely.proto.accounts.v1.GetAccount;
import dev.notely.proto.accounts.v1.ListAccounts;
import dev.notely.proto.accounts.v1.ListStores;
import dev.notely.proto.accounts.v1.StoreServiceGrpc;
import dev.notely.proto.accounts.v1.UpdateAccount;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.DeleteNote;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.ListAnswer;
import dev.notely.proto.notes.v1.ListNotes;
import dev.notely.proto.notes.v1.NoteAnswer;
import dev.notely.proto.notes.v1.NoteServiceGrpc;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.UpdateNote;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Typed calls to the proxies. Each has one deadline for all its attempts; what nobody answered goes
 * to another proxy: reads because they change nothing, writes because their key makes all attempts
 * one.
 */
public final class ProxyClient {
  private static final int ATTEMPTS = 4;
  private static final UUID NO_ACCOUNT = new UUID(0, 0);

  private final ProxyPool pool;
  private final RetryBudget budget = new RetryBudget();
  private final long timeoutMs;

  /**
   * A client over a pool.
   *
   * @param timeoutMs bound of a call with all its attempts
   */
  public ProxyClient(ProxyPool pool, long timeoutMs) {
    this.pool = pool;
    this.timeoutMs = timeoutMs;
  }

  public NoteResult get(UUID account, UUID note) {
    GetNote request = GetNote.newBuilder().setAccount(bytes(account)).setNote(bytes(note)).build();
    return result(call(account, (channel, deadline) -> notes(channel, deadline).get(request)));
  }

  /** Ids after an id (empty: from the first), in order. */
  public Optional<Page<UUID>> list(UUID account, Optional<UUID> after, int limit) {
    ListNotes request =
        ListNotes.newBuilder()
            .setAccount(bytes(account))
            .setAfter(after.map(ProxyClient::bytes).orElse(ByteString.EMPTY))
            .setLimit(limit)
            .build();
    ListAnswer answer =
        call(account, (channel, deadline) -> notes(channel, deadline).list(request));
    return answer.getOutcome() == Outcome.ACCOUNT_NOT_FOUND
        ? Optional.empty()
        : Optional.of(
            new Page<>(
                answer.getIdsList().stream().map(ProxyClient::uuid).toList(), answer.getMore()));
  }

  /** Times in Unix milliseconds, 0: the store's. */
  public NoteResult create(
      UUID account, WriteKey key, UUID note, String content, long createdAtMs, long updatedAtMs) {
    CreateNote request =
        CreateNote.newBuilder()
            .setAccount(bytes(account))
            .setKey(wire(key))
            .setNote(bytes(note))
            .setContent(ByteString.copyFromUtf8(content))
            .setCreatedAtMs(createdAtMs)
            .setUpdatedAtMs(updatedAtMs)
            .build();
    return result(call(account, (channel, deadline) -> notes(channel, deadline).create(request)));
  }

  public NoteResult update(
      UUID account, WriteKey key, UUID note, String content, long updatedAtMs, long ifSeq) {
    UpdateNote request =
        UpdateNote.newBuilder()
            .setAccount(bytes(account))
            .setKey(wire(key))
            .setNote(bytes(note))
            .setContent(ByteString.copyFromUtf8(content))
            .setUpdatedAtMs(updatedAtMs)
            .setIfSeq(ifSeq)
            .build();
    return result(call(account, (channel, deadline) -> notes(channel, deadline).update(request)));
  }

  public NoteResult delete(UUID account, WriteKey key, UUID note, long ifSeq) {
    DeleteNote request =
        DeleteNote.newBuilder()
            .setAccount(bytes(account))
            .setKey(wire(key))
            .setNote(bytes(note))
            .setIfSeq(ifSeq)
            .build();
    return result(call(account, (channel, deadline) -> notes(channel, deadline).delete(request)));
  }

  /** Empty strings: the defaults. */
  public AccountView createAccount(UUID id, String name, String tier, String shard) {
    CreateAccount request =
        CreateAccount.newBuilder()
            .setId(bytes(id))
            .setName(name)
            .setTier(tier)
            .setShard(shard)
            .build();
    int[] attempts = {0};
    try {
      return view(
          call(
              id,
              (channel, deadline) -> {
                attempts[0]++;
                return accounts(channel, deadline).create(request);
              }));
    } catch (ProxyCallException e) {
      // An earlier attempt of ours may have made it and lost its answer: then it is no conflict.
      if (e.kind() == Kind.TAKEN && attempts[0] > 1 && account(id).name().equals(name)) {
        return account(id);
      }
      throw e;
    }
  }

  public AccountView account(UUID id) {
    GetAccount request = GetAccount.newBuilder().setId(bytes(id)).build();
    return view(call(id, (channel, deadline) -> accounts(channel, deadline).get(request)));
  }

  public Page<AccountView> accounts(Optional<UUID> after, int limit) {
    ListAccounts request =
        ListAccounts.newBuilder()
            .setAfter(after.map(ProxyClient::bytes).orElse(ByteString.EMPTY))
            .setLimit(limit)
            .build();
    AccountPage page =
        call(NO_ACCOUNT, (channel, deadline) -> accounts(channel, deadline).list(request));
    return new Page<>(
        page.getAccountsList().stream().map(ProxyClient::view).toList(), page.getMore());
  }

  public AccountView updateAccount(
      UUID id, String name, Optional<Boolean> isMigrating, String shard) {
    UpdateAccount.Builder request =
        UpdateAccount.newBuilder().setId(bytes(id)).setName(name).setShard(shard);
    isMigrating.ifPresent(request::setIsMigrating);
    return view(
        call(id, (channel, deadline) -> accounts(channel, deadline).update(request.build())));
  }

  public List<StoreView> stores() {
    return call(
            NO_ACCOUNT,
            (channel, deadline) ->
                StoreServiceGrpc.newFutureStub(channel)
                    .withDeadline(deadline)
                    .list(ListStores.getDefaultInstance()))
        .getStoresList()
        .stream()
        .map(store ->
            new StoreView(
                store.getName(),
                store.getAddress(),
                store.getSchema(),
                store.getState(),
                store.getNotes(),
                store.getCopies(),
                store.getAccounts(),
                store.getBytes(),
                store.getUnservedRows(),
                store.getAlarms()))
        .toList();
  }

  /** Sends, parks once, and where nobody answered sends again elsewhere. */
  private <A> A call(UUID account, BiFunction<Channel, Deadline, ListenableFuture<A>> send) {
    budget.request();
    Deadline deadline = Deadline.after(timeoutMs, TimeUnit.MILLISECONDS);
    ProxyCallException last = new ProxyCallException(Kind.UNAVAILABLE, "no proxy is there");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0 && !mayRetry(deadline, attempt)) {
        break;
      }
      List<ProxyPool.Proxy> order = pool.order(account);
      if (order.isEmpty()) {
        continue;
      }
      ProxyPool.Proxy proxy = order.get(attempt % order.size());
      try {
        return send.apply(proxy.channel(), deadline).get();
      } catch (ExecutionException e) {
        last = failure(Status.fromThrowable(e.getCause()));
        if (last.kind() != Kind.UNAVAILABLE) {
          throw last;
        }
        if (isConnection(Status.fromThrowable(e.getCause()))) {
          proxy.leaveOut();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ProxyCallException(Kind.UNAVAILABLE, "the gateway is stopping", e);
      }
    }
    throw last;
  }

  private boolean mayRetry(Deadline deadline, int attempt) {
    if (deadline.isExpired() || !budget.retry()) {
      return false;
    }
    try {
      Thread.sleep(20L * attempt); // what failed needs a moment to be noticed
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The proxy itself does not answer; else it answered that somebody behind it does not. */
  private static boolean isConnection(Status status) {
    return status.getCause() != null;
  }

  private static ProxyCallException failure(Status status) {
    String text = Optional.ofNullable(status.getDescription()).orElse(status.getCode().name());
    Kind kind =
        switch (status.getCode()) {
          case UNAVAILABLE, CANCELLED, ABORTED -> Kind.UNAVAILABLE;
          case RESOURCE_EXHAUSTED -> Kind.OVERLOADED;
          case DEADLINE_EXCEEDED -> Kind.DEADLINE;
          case NOT_FOUND -> Kind.NOT_FOUND;
          case ALREADY_EXISTS -> Kind.TAKEN;
          case FAILED_PRECONDITION -> Kind.CONFLICT;
          case INVALID_ARGUMENT -> Kind.INVALID;
          default -> Kind.FAULT;
        };
    return new ProxyCallException(kind, text);
  }

  private static NoteServiceGrpc.NoteServiceFutureStub notes(Channel channel, Deadline deadline) {
    return NoteServiceGrpc.newFutureStub(channel).withDeadline(deadline);
  }

  private static AccountServiceGrpc.AccountServiceFutureStub accounts(
      Channel channel, Deadline deadline) {
    return AccountServiceGrpc.newFutureStub(channel).withDeadline(deadline);
  }

  private static NoteResult result(NoteAnswer answer) {
    NoteResult.Outcome outcome =
        switch (answer.getOutcome()) {
          case OK -> NoteResult.Outcome.OK;
          case NOTE_NOT_FOUND -> NoteResult.Outcome.NOTE_NOT_FOUND;
          case ACCOUNT_NOT_FOUND -> NoteResult.Outcome.ACCOUNT_NOT_FOUND;
          case ID_TAKEN -> NoteResult.Outcome.ID_TAKEN;
          case OLDER_UPDATE -> NoteResult.Outcome.OLDER_UPDATE;
          case PRECONDITION_FAILED -> NoteResult.Outcome.PRECONDITION_FAILED;
          case KEY_REUSED -> NoteResult.Outcome.KEY_REUSED;
          case KEY_EXPIRED -> NoteResult.Outcome.KEY_EXPIRED;
          case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
              throw new ProxyCallException(Kind.FAULT, "an answer without outcome");
        };
    return new NoteResult(
        outcome,
        answer.hasNote()
            ? Optional.of(
                new NoteView(
                    uuid(answer.getNote().getId()),
                    uuid(answer.getNote().getCreator()),
                    answer.getNote().getCreatedAtMs(),
                    answer.getNote().getUpdatedAtMs(),
                    answer.getNote().getContent().toStringUtf8(),
                    answer.getNote().getSeq()))
            : Optional.empty());
  }

  private static AccountView view(Account account) {
    return new AccountView(
        uuid(account.getId()),
        account.getName(),
        account.getIsMigrating(),
        account.getShard(),
        account.getTier());
  }

  private static dev.notely.proto.notes.v1.WriteKey wire(WriteKey key) {
    return dev.notely.proto.notes.v1.WriteKey.newBuilder()
        .setKey(key.key())
        .setExpiresMs(key.expiresMs())
        .build();
  }

  private static ByteString bytes(UUID id) {
    ByteBuffer buffer = ByteBuffer.allocate(16);
    buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(buffer);
  }

  private static UUID uuid(ByteString bytes) {
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
