-- include: clock limit seat inbox states window candidates relay
-- An offer on its way: limit, seat, retry, duplicate, failures, target, glare; then both signaling states and the publication.
-- Answers {'accepted'} or, of whose connection lives, {'accepted', the target's session, offset in its inbox} | {'duplicate'} | {'glare'} | {'gave_up'} | {'target_unavailable'} | {'not_seated'}
-- | {'rate_limited', ms} | {'repeated', first verdict}. Nothing is recorded unless it is accepted.
return relay('offer', 'OFFER_SENT', 'OFFER_RECEIVED')
