-- include: clock limit seat inbox states window candidates relay
-- An answer on its way: limit, seat, retry, duplicate, failures, target; then both signaling states and the publication.
-- Answers {'accepted'} or, of whose connection lives, {'accepted', the target's session, offset in its inbox} | {'duplicate'} | {'gave_up'} | {'target_unavailable'} | {'not_seated'}
-- | {'rate_limited', ms} | {'repeated', first verdict}. Nothing is recorded unless it is accepted.
return relay('answer', 'ANSWER_SENT', 'ANSWER_RECEIVED')
