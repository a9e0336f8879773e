package io.ringfold.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * One connection's side of the load: sends what is due, and checks every answer against what may
 * come next.
 *
 * <p>Checked: each command is acknowledged once, in the order sent, with a sequence higher than the
 * one before and as new; its updates come once each, after its acknowledgement, in the same order,
 * with the same sequence; no error comes but {@code busy}.
 *
 * <p>Latency runs from the time the command's frame was <em>due</em>, whether or not it could be
 * sent then, to the time at which the frame with its answer had been received; in a closed loop, a
 * frame is due when there is room for it.
 *
 * <p>Thread-safe: paced by the run's thread, answered on the link's.
 */
final class Lane implements Link.Listener, Answers.Handler {

  /** What all lanes of a run share. */
  interface Run {
    /** Commands due from then on are measured; those due before are warm-up. */
    long measureFromNs();

    /** Whether a command due then is still to be sent. */
    boolean maySend(long dueNs);

    Latencies acks();

    Latencies updates();

    /** The run is over, because of this. */
    void fail(Violation violation);
  }

  private final LoadPlan plan;
  private final Run run;
  private final LongSupplier clock;
  private final String clientId;
  private final int place;
  private final CommandText commands;
  private final KnownAnswers answers;
  private final int slotMask;

  /** By client-seq, as long as it is in flight: when it was due, and the sequence it got. */
  private final long[] dueNs;

  private final long[] seqs;

  /** The frame to be sent, shared by the lanes that send on the same thread. */
  private static final ThreadLocal<byte[]> FRAME = ThreadLocal.withInitial(() -> new byte[1 << 12]);

  private Link link;
  private long startNs;
  private long nextFrame;
  private boolean pumping;
  private boolean closed;

  /** Commands are numbered from 1; all up to here were sent, answered, or followed by an update. */
  private long sent;

  private long answered;
  private long finished;

  /** Events of the first unfinished command that have come. */
  private int events;

  private long nowNs;
  private long acknowledged;
  private long updated;
  private long busy;
  private long lastSeq;
  private long firstSeq;
  private String durability;

  /** In {@link #seqs}: not answered yet, or answered with busy. */
  private static final long UNANSWERED = 0;

  private static final long REFUSED = -1;

  /**
   * @param place of this lane among the plan's connections, from 0: they send in turn
   */
  Lane(LoadPlan plan, Run run, LongSupplier clock, String clientId, int place) {
    this.plan = plan;
    this.run = run;
    this.clock = clock;
    this.clientId = clientId;
    this.place = place;
    this.commands = new CommandText(clientId, plan.command(), plan.size());
    this.answers = new KnownAnswers(clientId);
    int slots = Integer.highestOneBit(Math.max(2, 2 * plan.window() - 1));
    this.slotMask = slots - 1;
    this.dueNs = new long[slots];
    this.seqs = new long[slots];
  }

  synchronized void attach(Link opened) {
    link = opened;
  }

  /** From now on frames are due, the first one of the first lane then. */
  synchronized void start(long firstFrameDueNs) {
    startNs = firstFrameDueNs;
  }

  /** When the next frame is due; in a closed loop, always. */
  synchronized long nextDueNs() {
    return plan.isOpenLoop() ? dueNs(nextFrame) : Long.MIN_VALUE;
  }

  private long dueNs(long frame) {
    return plan.dueNs(startNs, frame * plan.connections() + place);
  }

  /** Sends what is due and fits the window. */
  synchronized void pump() {
    if (pumping || startNs == 0) {
      return;
    }
    pumping = true;
    try {
      boolean taken = false;
      while (!closed && sent - finished + plan.batch() <= plan.window() && link.hasRoom()) {
        long now = clock.getAsLong();
        skipWarmUpLeftOver(now);
        long due = plan.isOpenLoop() ? nextDueNs() : now;
        if (due > now || !run.maySend(due)) {
          break;
        }
        sendFrame(due);
        taken = true;
      }
      if (taken) {
        link.flush();
      }
    } finally {
      pumping = false;
    }
  }

  /** What was due in the warm-up and found no room is not carried into the measurement. */
  private void skipWarmUpLeftOver(long now) {
    long measureFromNs = run.measureFromNs();
    if (plan.isOpenLoop() && now >= measureFromNs) {
      while (nextDueNs() < measureFromNs) {
        nextFrame++;
      }
    }
  }

  private void sendFrame(long due) {
    byte[] frame = FRAME.get();
    int most = plan.batch() * (commands.maxLength() + 1) + 2;
    if (frame.length < most) {
      frame = new byte[most];
      FRAME.set(frame);
    }
    int length = 0;
    if (plan.batch() > 1) {
      frame[length++] = '[';
    }
    for (int i = 0; i < plan.batch(); i++) {
      if (i > 0) {
        frame[length++] = ',';
      }
      sent++;
      dueNs[slot(sent)] = due;
      seqs[slot(sent)] = UNANSWERED;
      length = commands.write(frame, length, sent);
    }
    if (plan.batch() > 1) {
      frame[length++] = ']';
    }
    nextFrame++;
    link.send(frame, length);
  }

  @Override
  public void onRoom() {
    pump();
  }

  @Override
  public void onQuiet() {
    pump();
  }

  @Override
  public void onFrame(byte[] bytes, int from, int to) {
    try {
      synchronized (this) {
        nowNs = clock.getAsLong();
        if (plan.peer() == LoadPlan.Peer.ECHO) {
          onEcho(bytes, from, to);
          return;
        }
        int known = answers.read(bytes, from, to, this);
        if (known >= 0) {
          Answers.read(bytes, from, to, known, this);
        }
      }
    } catch (Violation e) {
      run.fail(e);
    } catch (RuntimeException e) {
      run.fail(
          new Violation(
              "the rig failed on "
                  + new String(bytes, from, to - from, StandardCharsets.UTF_8)
                  + ": "
                  + e));
    }
  }

  /** An echo is checked more simply, and no less: byte by byte, in the order sent. */
  private void onEcho(byte[] bytes, int from, int to) {
    long expected = answered + 1;
    if (expected > sent || !commands.isAt(bytes, from, to, expected)) {
      throw new Violation(
          name(expected)
              + " was to be echoed, and this came: "
              + new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
    answered++;
    acknowledged++;
    finished++;
    record(run.acks(), expected);
  }

  @Override
  public void onEnd(String why) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    run.fail(new Violation(clientId + ": " + why));
  }

  @Override
  public void onAck(
      String ackedId, long clientSeq, long seq, String ackDurability, boolean duplicate) {
    requireOwn("cmd-ack", ackedId, clientSeq);
    passRefused();
    if (clientSeq <= answered || seqs[slot(clientSeq)] != UNANSWERED) {
      throw new Violation(name(clientSeq) + " was answered twice");
    }
    if (clientSeq != answered + 1) {
      throw new Violation(
          name(clientSeq)
              + " was acknowledged before "
              + (answered + 1)
              + ": out of order, or an answer is missing");
    }
    if (seq <= lastSeq) {
      throw new Violation(
          name(clientSeq) + " got seq " + seq + ", not more than the " + lastSeq + " before it");
    }
    if (duplicate) {
      throw new Violation(name(clientSeq) + " was called a duplicate, and is new");
    }
    if (ackDurability == null || (durability != null && !durability.equals(ackDurability))) {
      throw new Violation(
          name(clientSeq) + " has durability " + ackDurability + ", earlier ones " + durability);
    }
    durability = ackDurability;
    firstSeq = firstSeq == 0 ? seq : firstSeq;
    lastSeq = seq;
    seqs[slot(clientSeq)] = seq;
    answered++;
    acknowledged++;
    record(run.acks(), clientSeq);
    finishWhatIsAnswered();
  }

  @Override
  public void onUpdate(String updatedId, long clientSeq, long seq, int index, int of) {
    requireOwn("update", updatedId, clientSeq);
    if (!plan.hasUpdates()) {
      throw new Violation(name(clientSeq) + ": an update came, and none was asked for");
    }
    finishWhatIsAnswered();
    if (clientSeq <= finished) {
      throw new Violation(name(clientSeq) + ": its update came twice, or after a busy");
    }
    if (clientSeq > answered || seqs[slot(clientSeq)] == UNANSWERED) {
      throw new Violation(name(clientSeq) + ": its update came before its acknowledgement");
    }
    if (clientSeq != finished + 1) {
      throw new Violation(name(clientSeq) + ": its update came before that of " + (finished + 1));
    }
    if (seq != seqs[slot(clientSeq)] || index != events || of <= index) {
      throw new Violation(
          name(clientSeq)
              + ": acknowledged with seq "
              + seqs[slot(clientSeq)]
              + ", updated with seq "
              + seq
              + ", event "
              + index
              + " of "
              + of
              + ", after "
              + events);
    }
    events++;
    if (events < of) {
      return;
    }
    events = 0;
    updated++;
    record(run.updates(), clientSeq);
    finished++;
    finishWhatIsAnswered();
  }

  @Override
  public void onError(String refusedId, long clientSeq, String code, String message) {
    requireOwn("error", refusedId, clientSeq);
    if (!"busy".equals(code)) {
      throw new Violation(name(clientSeq) + " was refused with " + code + ": " + message);
    }
    if (clientSeq <= answered || seqs[slot(clientSeq)] != UNANSWERED) {
      throw new Violation(name(clientSeq) + " was answered twice, with busy at last");
    }
    seqs[slot(clientSeq)] = REFUSED;
    busy++;
    passRefused();
    finishWhatIsAnswered();
  }

  @Override
  public void onOther(String tag) {
    throw new Violation(clientId + ": a message \"" + tag + "\" came, and nothing was to cause it");
  }

  /** Busy is answered at once, so it overtakes the acknowledgements of earlier commands. */
  private void passRefused() {
    while (answered < sent && seqs[slot(answered + 1)] == REFUSED) {
      answered++;
    }
  }

  /** A command is finished when nothing more is to come for it. */
  private void finishWhatIsAnswered() {
    while (finished < answered && (!plan.hasUpdates() || seqs[slot(finished + 1)] == REFUSED)) {
      finished++;
    }
  }

  private void record(Latencies latencies, long clientSeq) {
    long due = dueNs[slot(clientSeq)];
    if (due >= run.measureFromNs()) {
      latencies.record(nowNs - due);
    }
  }

  private void requireOwn(String what, String id, long clientSeq) {
    if (!clientId.equals(id) || clientSeq < 1 || clientSeq > sent) {
      throw new Violation(
          clientId + ": got " + what + " of " + id + " " + clientSeq + ", which it did not send");
    }
  }

  private String name(long clientSeq) {
    return "command " + clientId + " " + clientSeq;
  }

  private int slot(long clientSeq) {
    return (int) clientSeq & slotMask;
  }

  synchronized boolean isFinished() {
    return finished == sent;
  }

  synchronized LoadReport.Counts counts() {
    return new LoadReport.Counts(sent, acknowledged, updated, busy, firstSeq, lastSeq, durability);
  }

  /** No more is expected; an end of the link is none of the server's faults. */
  void close() {
    Link open;
    synchronized (this) {
      closed = true;
      open = link;
    }
    if (open != null) {
      open.close();
    }
  }
}
