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
import dev.notely.runtime.overload.RetryBudget;
import io.grpc.Channel;
import io.grpc.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Typed calls to the proxies. Each has one deadline for all its attempts; what nobody answered goes
 * to another proxy: reads because they change nothing, writes because their key makes all attempts
 * one.
 */
public final class ProxyClient {
  private static final UUID NO_ACCOUNT = new UUID(0, 0);

  private final ProxyCalls calls;
  private final ReadMirror mirror;

  /**
   * A client over a pool.
   *
   * @param budget of the process
   * @param timeoutMs bound of a call with all its attempts
   * @param releases what is counted by release, and compared between them
   */
  public ProxyClient(ProxyPool pool, RetryBudget budget, long timeoutMs, ReleaseWatch releases) {
    calls =
        new ProxyCalls(
            pool,
            budget,
            timeoutMs,
            new CallFailures("Account not found", "the id is taken"),
            releases.tally());
    mirror = releases.mirror();
  }

  public NoteResult get(UUID account, UUID note) {
    GetNote request =
        GetNote.newBuilder().setAccount(Ids.bytes(account)).setNote(Ids.bytes(note)).build();
    BiFunction<Channel, Deadline, ListenableFuture<NoteAnswer>> send =
        (channel, deadline) -> notes(channel, deadline).get(request);
    ProxyCalls.Answered<NoteAnswer> answered = calls.answered(account, send);
    mirror.offer(
        new ReadMirror.Read<>("get", account, Optional.of(note), send, ReadText::of), answered);
    return result(answered.answer());
  }

  /** Ids after an id (empty: from the first), in order. */
  public Optional<Page<UUID>> list(UUID account, Optional<UUID> after, int limit) {
    ListNotes request =
        ListNotes.newBuilder()
            .setAccount(Ids.bytes(account))
            .setAfter(after.map(Ids::bytes).orElse(ByteString.EMPTY))
            .setLimit(limit)
            .build();
    BiFunction<Channel, Deadline, ListenableFuture<ListAnswer>> send =
        (channel, deadline) -> notes(channel, deadline).list(request);
    ProxyCalls.Answered<ListAnswer> answered = calls.answered(account, send);
    mirror.offer(
        new ReadMirror.Read<>("list", account, Optional.empty(), send, ReadText::of), answered);
    ListAnswer answer = answered.answer();
    return answer.getOutcome() == Outcome.ACCOUNT_NOT_FOUND
        ? Optional.empty()
        : Optional.of(
            new Page<>(answer.getIdsList().stream().map(Ids::uuid).toList(), answer.getMore()));
  }

  /** Times in Unix milliseconds, 0: the store's. */
  public NoteResult create(
      UUID account, WriteKey key, UUID note, String content, long createdAtMs, long updatedAtMs) {
    CreateNote request =
        CreateNote.newBuilder()
            .setAccount(Ids.bytes(account))
            .setKey(wire(key))
            .setNote(Ids.bytes(note))
            .setContent(ByteString.copyFromUtf8(content))
            .setCreatedAtMs(createdAtMs)
            .setUpdatedAtMs(updatedAtMs)
            .build();
    return result(
        calls.call(account, (channel, deadline) -> notes(channel, deadline).create(request)));
  }

  public NoteResult update(
      UUID account, WriteKey key, UUID note, String content, long updatedAtMs, long ifSeq) {
    UpdateNote request =
        UpdateNote.newBuilder()
            .setAccount(Ids.bytes(account))
            .setKey(wire(key))
            .setNote(Ids.bytes(note))
            .setContent(ByteString.copyFromUtf8(content))
            .setUpdatedAtMs(updatedAtMs)
            .setIfSeq(ifSeq)
            .build();
    return result(
        calls.call(account, (channel, deadline) -> notes(channel, deadline).update(request)));
  }

  public NoteResult delete(UUID account, WriteKey key, UUID note, long ifSeq) {
    DeleteNote request =
        DeleteNote.newBuilder()
            .setAccount(Ids.bytes(account))
            .setKey(wire(key))
            .setNote(Ids.bytes(note))
            .setIfSeq(ifSeq)
            .build();
    return result(
        calls.call(account, (channel, deadline) -> notes(channel, deadline).delete(request)));
  }

  /** Empty strings: the defaults. */
  public AccountView createAccount(UUID id, String name, String tier, String shard, String region) {
    CreateAccount request =
        CreateAccount.newBuilder()
            .setId(Ids.bytes(id))
            .setName(name)
            .setTier(tier)
            .setShard(shard)
            .setRegion(region)
            .build();
    int[] attempts = {0};
    try {
      return view(
          calls.call(
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
    GetAccount request = GetAccount.newBuilder().setId(Ids.bytes(id)).build();
    return view(calls.call(id, (channel, deadline) -> accounts(channel, deadline).get(request)));
  }

  public Page<AccountView> accounts(Optional<UUID> after, int limit) {
    ListAccounts request =
        ListAccounts.newBuilder()
            .setAfter(after.map(Ids::bytes).orElse(ByteString.EMPTY))
            .setLimit(limit)
            .build();
    AccountPage page =
        calls.call(NO_ACCOUNT, (channel, deadline) -> accounts(channel, deadline).list(request));
    return new Page<>(
        page.getAccountsList().stream().map(ProxyClient::view).toList(), page.getMore());
  }

  public AccountView updateAccount(
      UUID id, String name, Optional<Boolean> isMigrating, String shard) {
    UpdateAccount.Builder request =
        UpdateAccount.newBuilder().setId(Ids.bytes(id)).setName(name).setShard(shard);
    isMigrating.ifPresent(request::setIsMigrating);
    return view(
        calls.call(id, (channel, deadline) -> accounts(channel, deadline).update(request.build())));
  }

  public List<StoreView> stores() {
    return calls
        .call(
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
                store.getAlarms(),
                store.getFreeBytes(),
                store.getWritesWaiting(),
                store.getLabelsMap()))
        .toList();
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
                    Ids.uuid(answer.getNote().getId()),
                    Ids.uuid(answer.getNote().getCreator()),
                    answer.getNote().getCreatedAtMs(),
                    answer.getNote().getUpdatedAtMs(),
                    answer.getNote().getContent().toStringUtf8(),
                    answer.getNote().getSeq()))
            : Optional.empty());
  }

  private static AccountView view(Account account) {
    return new AccountView(
        Ids.uuid(account.getId()),
        account.getName(),
        account.getIsMigrating(),
        account.getShard(),
        account.getTier(),
        account.getRegion());
  }

  private static dev.notely.proto.notes.v1.WriteKey wire(WriteKey key) {
    return dev.notely.proto.notes.v1.WriteKey.newBuilder()
        .setKey(key.key())
        .setExpiresMs(key.expiresMs())
        .build();
  }
}
