package io.ringfold.bench.peers.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import io.ringfold.bench.peers.harness.PeerSettings;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bank on the cluster's side. It is handed a command when the log is committed up to it, which
 * for one node means: when the archive has recorded it. Answers each with its number and the log's
 * position.
 */
final class BankService implements ClusteredService {
  static final int REPLY_LENGTH = 16;

  private final long[] balances = new long[PeerSettings.ACCOUNTS];
  private final AtomicLong applied = new AtomicLong();
  private final UnsafeBuffer reply = new UnsafeBuffer(new byte[REPLY_LENGTH]);
  private Cluster cluster;

  BankService() {
    Arrays.fill(balances, PeerSettings.OPENING_BALANCE);
  }

  @Override
  public void onStart(Cluster cluster, Image snapshotImage) {
    this.cluster = cluster;
  }

  @Override
  public void onSessionMessage(
      ClientSession session,
      long timestamp,
      DirectBuffer buffer,
      int offset,
      int length,
      Header header) {
    int amount = TransferCodec.amount(buffer, offset);
    balances[TransferCodec.from(buffer, offset)] -= amount;
    balances[TransferCodec.to(buffer, offset)] += amount;
    applied.setRelease(applied.getPlain() + 1);
    reply.putLong(0, TransferCodec.number(buffer, offset));
    reply.putLong(8, header.position());
    cluster.idleStrategy().reset();
    while (session.offer(reply, 0, REPLY_LENGTH) < 0) {
      cluster.idleStrategy().idle();
    }
  }

  /** An account's balance, to be asked when everything was answered. */
  long balance(int account) {
    applied.getAcquire();
    return balances[account];
  }

  @Override
  public void onSessionOpen(ClientSession session, long timestamp) {
    // the bank knows nobody
  }

  @Override
  public void onSessionClose(ClientSession session, long timestamp, CloseReason closeReason) {
    // the bank knows nobody
  }

  @Override
  public void onTimerEvent(long correlationId, long timestamp) {
    // it sets no timers
  }

  @Override
  public void onTakeSnapshot(ExclusivePublication snapshotPublication) {
    // none is asked for while it is measured
  }

  @Override
  public void onRoleChange(Cluster.Role newRole) {
    // the only node leads
  }

  @Override
  public void onTerminate(Cluster cluster) {
    // nothing to put away
  }
}
