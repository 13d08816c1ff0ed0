-- The pages of an ended login must stop showing data at once.
create or replace function notify_of_login() returns trigger
language plpgsql as $$
begin
  perform notify_desks(jsonb_build_object('topic', 'login', 'id', old.id));
  return null;
end
$$;
create or replace trigger logins_notify_ended after delete on logins
  for each row execute function notify_of_login();
